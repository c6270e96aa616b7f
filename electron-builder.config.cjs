/** What a package holds: the bundles and the addon, which stays outside the archive for the system's loader. */
"use strict";
const fs = require("node:fs");
const path = require("node:path");

/** electronDist may carry a loader of its own (scripts/electron-loader): the archive alone is the program. */
function removeLoader({ appOutDir }) {
  fs.rmSync(path.join(appOutDir, "resources", "app"), { recursive: true, force: true });
}

const electronDist = process.env["HANDOFF_ELECTRON_DIST"];
const electronVersion = process.env["HANDOFF_ELECTRON_VERSION"];

module.exports = {
  appId: "app.handoff.desktop",
  productName: "Handoff",
  copyright: "MIT licence",
  directories: { output: "release", buildResources: "assets/icons" },
  files: [
    "dist/**/*",
    "!dist/.*",
    "assets/icons/*",
    "build/Release/handoff.node",
    "package.json",
    "!node_modules",
  ],
  fileAssociations: [
    {
      ext: "vditrace",
      name: "Handoff trace",
      description: "Recorded trace of a Handoff run",
      mimeType: "application/x-vditrace",
      role: "Viewer",
    },
  ],
  asar: true,
  asarUnpack: ["build/Release/handoff.node"],
  extraResources: [
    { from: "assets/bin", to: "bin" },
    { from: "build/Release/libsqlvdi.so", to: "lib/libsqlvdi.so" },
    { from: "native/sqlvdi/linux/vdi.h", to: "lib/vdi.h" },
    { from: "LICENSE", to: "LICENSE" },
  ],
  npmRebuild: false,
  ...(electronDist === undefined ? {} : { electronDist }),
  ...(electronVersion === undefined ? {} : { electronVersion }),
  afterPack: removeLoader,
  electronFuses: {
    // The command line of a package is the same program run as Node.
    runAsNode: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: true,
  },
  linux: {
    target: ["AppImage", "deb", "tar.gz"],
    executableName: "handoff",
    icon: "assets/icons",
    category: "Utility",
    synopsis: "Runs and watches SQL Server VDI backups",
    maintainer: "Handoff",
  },
  deb: { depends: ["libgtk-3-0", "libnss3", "libasound2", "libgbm1", "libxss1", "libzstd1"] },
  win: { target: ["nsis", "zip"], icon: "assets/icons/icon.ico" },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
};
