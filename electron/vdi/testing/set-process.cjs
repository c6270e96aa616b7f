/**
 * A process with one layer 1 set in it, driven from a test: {id, method, args} -> {id, value | error}.
 * Methods of addon are called as "addon.NAME". Plain JavaScript, so that it starts without a build.
 */
"use strict";
const target = { exports: {} };
process.dlopen(target, process.argv[2]);
const addon = target.exports;
const set = new addon.VirtualDeviceSet();

process.on("message", async ({ id, method, args }) => {
  try {
    // A function cannot be sent: what the server says is of no interest here.
    if (method === "addon.runStatement") args[0].onMessage = () => undefined;
    const [owner, name] = method.startsWith("addon.") ? [addon, method.slice(6)] : [set, method];
    process.send({ id, value: await owner[name](...args) });
  } catch (error) {
    process.send({ id, error: `${error.name}: ${error.message}` });
  }
});
process.on("disconnect", () => process.exit(0));
process.send({ id: 0, value: null });
