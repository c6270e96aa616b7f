/**
 * Bundles one Node-side program: `HANDOFF_ENTRY` names it (scripts/build.mjs runs this once for each).
 *
 * CommonJS because Electron 25 loads no ES module as main or preload; everything but Electron and Node
 * itself is in the file, so that a package needs no node_modules.
 */
import { builtinModules } from "node:module";
import path from "node:path";
import { defineConfig, type Plugin } from "vite";

const entries: Readonly<Record<string, string>> = {
  main: "electron/main/main.ts",
  preload: "electron/preload/preload.ts",
  cli: "electron/cli/main.ts",
  server: "electron/server/main.ts",
  secondary: "electron/secondary/main.ts",
  lab: "electron/lab/main.ts",
};

const name = process.env["HANDOFF_ENTRY"] ?? "";
const input = entries[name];
if (input === undefined)
  throw new Error(`HANDOFF_ENTRY is "${name}", not one of ${Object.keys(entries).join(", ")}.`);

/** The driver gets its Entra credentials late: electron/sql/session/late-identity.ts says why. */
const lateIdentity: Plugin = {
  name: "late-identity",
  enforce: "pre",
  resolveId(source, importer) {
    const isDriver = importer?.includes("/node_modules/tedious/") ?? false;
    return source === "@azure/identity" && isDriver
      ? path.resolve("electron/sql/session/late-identity.ts")
      : null;
  },
};

export default defineConfig({
  logLevel: "warn",
  plugins: [lateIdentity],
  publicDir: false,
  resolve: { conditions: ["node"], mainFields: ["module", "main"] },
  build: {
    target: "node18",
    outDir: process.env["HANDOFF_OUT"] ?? "dist",
    emptyOutDir: false,
    minify: false,
    sourcemap: false,
    ssr: true,
    rolldownOptions: {
      input: { [name]: input },
      external: [
        "electron",
        ...builtinModules,
        ...builtinModules.map((module) => `node:${module}`),
      ],
      output: { format: "cjs", entryFileNames: "[name].cjs", codeSplitting: false },
    },
  },
  ssr: { noExternal: true, target: "node" },
});
