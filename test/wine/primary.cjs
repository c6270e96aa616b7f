/**
 * Primary client in node.exe: makes a set through COM, names each buffer by GetBufferHandle, and lets the secondary
 * process store what it finds by MapBufferHandle.
 *
 *   node.exe primary.cjs ADDON PREFIX DEVICES BYTES RESULT
 */
"use strict";
const { fork } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { codes, commands, load, must, waitForever } = require("./protocol.cjs");

const [addonFile, prefix, deviceCount, bytes, resultFile] = process.argv.slice(2);
const devices = Number(deviceCount);
const setName = `{wine-node-${process.pid}}`;
const names = Array.from({ length: devices }, (_, i) => (i === 0 ? setName : `${setName}${i}`));

/** @param {string} script @param {readonly string[]} args */
function start(script, args) {
  return fork(path.join(__dirname, script), [addonFile, ...args], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

async function run() {
  const addon = load(addonFile);
  const set = new addon.VirtualDeviceSet({ kind: "sqlserver", library: "" });
  must(set.createEx(null, setName, { deviceCount: devices, features: 0x2000 }), "CreateEx");
  const server = start("server.cjs", [bytes, ...names]);
  const verdict = new Promise((resolve) => server.once("message", resolve));
  const configured = await set.getConfiguration(30_000);
  must(configured.hr, "GetConfiguration");
  const opened = names.map((name) => {
    const { hr, device } = set.openDevice(name);
    must(hr, "OpenDevice");
    return device;
  });
  const secondary = start("secondary.cjs", [setName, prefix, deviceCount]);
  await new Promise((resolve) => secondary.once("message", resolve));
  const stored = opened.map(() => undefined);
  secondary.on("message", ({ device, error }) => stored[device]?.(error));
  const ask = (message) =>
    new Promise((resolve, reject) => {
      stored[message.device] = (error) =>
        error === undefined ? resolve() : reject(new Error(error));
      secondary.send(message);
    });
  let handles = 0;
  const serve = async (device, index) => {
    for (;;) {
      const { hr, command } = await device.getCommand(waitForever);
      if (hr === codes.close) return;
      must(hr, "GetCommand");
      const isWrite = command.commandCode === commands.write;
      if (isWrite) {
        const answer = set.getBufferHandle(command.address);
        must(answer.hr, "GetBufferHandle");
        await ask({ device: index, handle: answer.handle, size: command.size });
        handles += 1;
      }
      const size = isWrite ? command.size : 0;
      must(device.completeCommand(command.token, 0, size, 0n), "CompleteCommand");
    }
  };
  await Promise.all(opened.map(serve));
  must(set.close(), "Close");
  secondary.disconnect();
  const result = { verdict: await verdict, handles };
  fs.writeFileSync(resultFile, JSON.stringify(result));
  process.exit(0);
}

run().catch((error) => {
  fs.writeFileSync(resultFile, JSON.stringify({ error: String(error.stack) }));
  process.exit(1);
});
