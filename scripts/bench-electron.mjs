/**
 * The benchmarks that need Electron's message port: `node scripts/bench-electron.mjs NAME...` runs them in the
 * Electron that `npm start` would use. What `handoff bench` starts for its "electron" rows; HANDOFF_BENCH_RESULTS
 * names the file for them.
 */
import { spawn } from "node:child_process";
import { openDisplay } from "./lib/display.mjs";
import { findElectron } from "./lib/electron.mjs";
import { root } from "./lib/run.mjs";
import { main, say } from "./lib/steps.mjs";

await main(async () => {
  const electron = await findElectron((text) => {
    say("electron", text);
  });
  const display = await openDisplay();
  try {
    return await runBenchmarks(electron.executable, display.env);
  } finally {
    display.close();
  }
});

/**
 * @param {string} executable
 * @param {Record<string, string>} env
 * @returns {Promise<number>} exit code
 */
function runBenchmarks(executable, env) {
  const isRoot = process.platform === "linux" && process.getuid?.() === 0;
  const flags = [...(isRoot ? ["--no-sandbox"] : []), "--log-level=3"];
  const bench = `--bench=${process.argv.slice(2).join(",")}`;
  const app = spawn(executable, [...flags, root, bench], {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    app.once("error", reject);
    app.once("exit", (code) => resolve(code ?? 1));
  });
}
