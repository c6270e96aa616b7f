/**
 * A display for Electron: the user's own, else a virtual one (Xvfb) that ends with this process.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import { StepError } from "./run.mjs";

const startMsMax = 15_000;
const screen = "1920x1200x24";

/**
 * @typedef {object} Display
 * @property {Record<string, string>} env what Electron's environment needs
 * @property {string} text for the line of the step
 * @property {boolean} isVirtual
 * @property {() => void} close
 */

/** @returns {boolean} whether a window can be shown as things are */
export function hasDisplay() {
  const isSet = (/** @type {string} */ name) => (process.env[name] ?? "") !== "";
  return process.platform !== "linux" || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
}

/** @returns {Promise<Display>} */
export async function openDisplay() {
  if (hasDisplay()) return { env: {}, text: "yours", isVirtual: false, close: () => undefined };
  const server = startXvfb();
  const close = () => void server.kill("SIGTERM");
  process.once("exit", close);
  const number = await displayNumber(server);
  return {
    env: { DISPLAY: `:${number}` },
    text: `none here: started a virtual one, :${number} (Xvfb), which ends with this command`,
    isVirtual: true,
    close,
  };
}

/** With setpriv it also ends when this process is killed in a way that leaves it no say. */
function startXvfb() {
  const args = ["-displayfd", "3", "-screen", "0", screen, "-nolisten", "tcp", "-noreset"];
  const guard = "/usr/bin/setpriv";
  const [command, all] = fs.existsSync(guard)
    ? [guard, ["--pdeathsig", "TERM", "Xvfb", ...args]]
    : ["Xvfb", args];
  return spawn(command, all, { stdio: ["ignore", "ignore", "pipe", "pipe"] });
}

/** @param {import("node:child_process").ChildProcess} server @returns {Promise<string>} */
function displayNumber(server) {
  return new Promise((resolve, reject) => {
    let complaint = "";
    /** @param {string} why */
    const fail = (why) => {
      reject(
        new StepError(
          "Starting a virtual display",
          why,
          "Install it: apt-get install xvfb. Or set DISPLAY.",
        ),
      );
    };
    const timer = setTimeout(() => {
      fail(`Xvfb did not start within ${startMsMax / 1000} s`);
    }, startMsMax);
    server.stderr?.on("data", (data) => (complaint += String(data)));
    server.once("error", (error) => {
      fail(error.message);
    });
    server.once("exit", () => {
      fail(complaint.trim() || "Xvfb ended at once");
    });
    server.stdio[3]?.once("data", (data) => {
      clearTimeout(timer);
      resolve(String(data).trim());
    });
  });
}
