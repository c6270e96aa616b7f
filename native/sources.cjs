/**
 * Lists C and C++ files for binding.gyp, one a line: `node native/sources.cjs FOLDER...`, a folder below native, or a whole
 * path. Where a folder's files are for one system only, their names begin so: linux_, windows_.
 */
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const otherSystem = process.platform === "win32" ? /^(linux_|self_test)/ : /^windows_/;

for (const name of process.argv.slice(2)) {
  const folder = path.isAbsolute(name) ? name : path.join("native", name);
  for (const file of fs.readdirSync(folder).sort()) {
    if (!/\.(cc|c)$/.test(file) || otherSystem.test(file)) continue;
    // gyp wants slashes on every system.
    process.stdout.write(`${path.join(folder, file).replaceAll(path.sep, "/")}\n`);
  }
}
