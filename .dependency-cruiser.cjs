/**
 * The layers: imports go down this list only, and never in a circle. Types count.
 */
"use strict";

/** Top to bottom; the folders of one row do not import each other. */
const rows = [
  ["main", "preload", "cli"],
  ["jobs"],
  ["server", "secondary", "lab"],
  ["sql"],
  ["media"],
  ["host"],
  ["vdi"],
  ["ipc"],
  ["contract"],
];

const layers = rows.flatMap((row, index) =>
  row.map((folder) => {
    const others = [...rows.slice(0, index).flat(), ...row.filter((name) => name !== folder)];
    return {
      name: `${folder}-imports-down-only`,
      severity: "error",
      from: { path: `^electron/${folder}/` },
      to: { path: `^(electron/(${others.join("|")})|renderer|e2e|test|scripts)/` },
    };
  }),
);

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    { name: "nothing-missing", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...layers,
    {
      name: "page-knows-contract-and-ipc-only",
      severity: "error",
      from: { path: "^renderer/" },
      to: { path: "^electron/", pathNot: "^electron/(contract|ipc)/" },
    },
    {
      name: "page-without-node",
      severity: "error",
      from: { path: "^renderer/", pathNot: "(\\.test\\.tsx?$|^renderer/test/)" },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".css"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
    exclude: { path: "\\.(css|woff2|svg)$" },
  },
};
