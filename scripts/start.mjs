/**
 * `npm start`: from a fresh clone to the app's window. Flags are handed to the app: `--demo` starts the
 * demo backup without a click, `--exit` ends the app with the job's result as exit code.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { openDisplay } from "./lib/display.mjs";
import { findElectron } from "./lib/electron.mjs";
import { root, StepError } from "./lib/run.mjs";
import { setup } from "./lib/setup.mjs";
import { main, say } from "./lib/steps.mjs";

await main(async () => {
  await setup({ forTests: false });
  const electron = await findElectron((text) => {
    say("electron", text);
  });
  say("electron", `${electron.version}, ${electron.origin}`);
  const display = await openDisplay();
  say("display", display.text);
  try {
    return await runApp(electron.executable, display);
  } finally {
    display.close();
  }
});

/**
 * @param {string} executable
 * @param {import("./lib/display.mjs").Display} display
 * @returns {Promise<number>} the app's exit code
 */
function runApp(executable, display) {
  // Without a desktop Chromium complains of missing buses and graphics, which nobody can mend there.
  const quiet = display.isVirtual ? ["--log-level=3"] : [];
  const args = [...sandboxFlags(), ...quiet, root, ...appArguments()];
  say("app", `started${display.isVirtual ? " on the virtual display" : ""}; Ctrl-C ends it`);
  return new Promise((resolve, reject) => {
    const app = spawn(executable, args, {
      stdio: "inherit",
      env: { ...process.env, ...display.env },
    });
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
      process.on(signal, () => void app.kill(signal));
    }
    app.once("error", (error) => {
      reject(
        new StepError(
          "Starting Electron",
          error.message,
          "Set ELECTRON_OVERRIDE_DIST_PATH to an Electron that starts here.",
        ),
      );
    });
    app.once("exit", (code, signal) => {
      if (signal !== null) say("app", `ended by ${signal}`);
      resolve(code ?? 1);
    });
  });
}

/** Flags as they are; files are meant where the user is, npm changed into the repository. */
function appArguments() {
  const from = process.env["INIT_CWD"] ?? process.cwd();
  return process.argv
    .slice(2)
    .map((value) => (value.startsWith("-") ? value : path.resolve(from, value)));
}

/** Chromium refuses its sandbox to root, and only there it may go without. */
function sandboxFlags() {
  return process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}
