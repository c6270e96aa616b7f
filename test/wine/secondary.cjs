/**
 * Secondary client in node.exe: has the set open, no device; finds buffers by handle and stores copies of them.
 *
 *   node.exe secondary.cjs ADDON SET PREFIX DEVICES
 */
"use strict";
const fs = require("node:fs");
const { load, must, pieceBytes } = require("./protocol.cjs");

const [addonFile, setName, prefix, deviceCount] = process.argv.slice(2);
const addon = load(addonFile);
const set = new addon.VirtualDeviceSet({ kind: "sqlserver", library: "" });
must(set.openInSecondaryEx(null, setName), "OpenInSecondaryEx");
const files = Array.from({ length: Number(deviceCount) }, (_, i) =>
  fs.openSync(`${prefix}.${i}`, "w"),
);

process.on("message", ({ device, handle, size }) => {
  try {
    const mapped = set.mapBufferHandle(handle);
    must(mapped.hr, "MapBufferHandle");
    if (set.mapBufferHandle(handle ^ 1).hr === 0) throw new Error("a wrong handle was taken");
    for (let offset = 0; offset < size; offset += pieceBytes) {
      const { hr, bytes } = set.peek(handle, offset, Math.min(pieceBytes, size - offset));
      must(hr, "Peek");
      fs.writeSync(files[device], bytes);
    }
    process.send({ device });
  } catch (error) {
    process.send({ device, error: String(error) });
  }
});
process.on("disconnect", () => {
  set.close();
  process.exit(0);
});
process.send({ device: -1 });
