/**
 * What `electron FOLDER` does in a build without a default app: loads the application that the first
 * argument names. Copied into the pinned Electron's resources/app.
 */
"use strict";
const { app } = require("electron");
const fs = require("node:fs");
const path = require("node:path");

const argument = process.argv.slice(1).find((value) => !value.startsWith("-"));
if (argument === undefined) {
  process.stderr.write("Usage: electron [FLAGS] FOLDER\n");
  process.exit(2);
}
const folder = path.resolve(argument);
const description = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
process.defaultApp = true;
app.setName(description.productName ?? description.name);
app.setVersion(description.version ?? "0.0.0");
app.setAppPath(folder);
require(path.join(folder, description.main ?? "index.js"));
