/**
 * Makes dist/: the six Node-side programs as CommonJS and the page. Each is built anew only when
 * something it may be made of changed, and replaced at once, so that a running program is never half new.
 */
import fs from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { fingerprint, readStamp, writeStamp } from "./fingerprint.mjs";
import { withLock } from "./lock.mjs";
import { root, runTool, StepError } from "./run.mjs";

const programs = {
  main: "electron/main/main.ts",
  preload: "electron/preload/preload.ts",
  cli: "electron/cli/main.ts",
  server: "electron/server/main.ts",
  secondary: "electron/secondary/main.ts",
  lab: "electron/lab/main.ts",
};

/** @param {string} file */
const isSource = (file) => !/\.test\.tsx?$/.test(file);

const shared = ["package-lock.json", "electron/contract", "electron/ipc"];

/** @typedef {{name: string, config: string, from: string, stamp: string, print: string}} Part */

/** @returns {Part[]} what is missing or older than its sources */
function staleParts() {
  const node = fingerprint([...shared, "electron", "vite.electron.config.ts"], isSource);
  const page = fingerprint([...shared, "renderer", "assets", "vite.renderer.config.ts"], isSource);
  const parts = Object.entries(programs).map(([name, from]) => ({
    name: `${name}.cjs`,
    config: "vite.electron.config.ts",
    from,
    stamp: `dist/.${name}.stamp`,
    print: node,
  }));
  parts.push({
    name: "renderer",
    config: "vite.renderer.config.ts",
    from: "renderer/index.html",
    stamp: "dist/.renderer.stamp",
    print: page,
  });
  return parts.filter(
    (part) =>
      readStamp(part.stamp) !== part.print || !fs.existsSync(path.join(root, "dist", part.name)),
  );
}

/** @returns {boolean} whether dist/ is as new as its sources */
export function isBundled() {
  return staleParts().length === 0;
}

/**
 * Brings dist/ up to date.
 *
 * @returns {Promise<string>} what was done, for the line of the step
 */
export function bundle() {
  return withLock("bundle", async () => {
    const stale = staleParts();
    const failures = [];
    for (const part of stale) failures.push(...(await build(part)));
    if (failures.length > 0) {
      throw new StepError(
        "Bundling",
        failures.join("\n"),
        "Mend the error above, then run `npm run build`.",
      );
    }
    return stale.length === 0 ? "up to date" : stale.map((part) => part.name).join(", ");
  });
}

/** @param {Part} part @returns {Promise<string[]>} why it failed */
async function build(part) {
  if (!fs.existsSync(path.join(root, part.from))) return [];
  const fresh = path.join(root, "dist", `.new-${part.name}`);
  const target = path.join(root, "dist", part.name);
  fs.rmSync(fresh, { recursive: true, force: true });
  const entry = part.name.replace(".cjs", "");
  const { code, output } = await runTool("vite", ["build", "--config", part.config], {
    env: { HANDOFF_ENTRY: entry, HANDOFF_OUT: fresh, NODE_ENV: "production", NO_COLOR: "1" },
  });
  if (code !== 0)
    return [
      `${part.name}: ${stripVTControlCharacters(output).split("\n").slice(0, 12).join("\n").trim()}`,
    ];
  const made = part.name === "renderer" ? fresh : path.join(fresh, part.name);
  if (part.name === "renderer") fs.rmSync(target, { recursive: true, force: true });
  fs.renameSync(made, target);
  fs.rmSync(fresh, { recursive: true, force: true });
  writeStamp(part.stamp, part.print);
  return [];
}
