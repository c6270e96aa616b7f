/**
 * The embedded server in node.exe: one BACKUP of a generated database.
 *
 *   node.exe server.cjs ADDON BYTES NAME...
 */
"use strict";
const { load } = require("./protocol.cjs");

const [addonFile, bytes, ...deviceNames] = process.argv.slice(2);
const messages = [];
load(addonFile)
  .runStatement({
    instance: null,
    deviceNames,
    blockSize: 512,
    transferSize: 65_536,
    bufferCount: deviceNames.length * 4,
    traceName: null,
    faults: [],
    seed: 0,
    action: {
      kind: "backup",
      database: { kind: "generate", bytes: Number(bytes), seed: 7, entropy: 0.5 },
    },
    onMessage: (message) => messages.push(`${message.number} ${message.text}`),
  })
  .then(({ ok }) => {
    process.send({ ok, messages }, () => process.exit(0));
  });
