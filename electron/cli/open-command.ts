/**
 * `handoff open FILE`: shows a trace file in the app, in the running one where there is one.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { exitCode, FaultError } from "../contract/fault.ts";
import { TraceReader } from "../jobs/trace/trace-reader.ts";
import { findUpwards } from "../vdi/find-upwards.ts";
import { loadAddon } from "../vdi/load-addon.ts";

/** @returns the exit code, as soon as the app was started */
export async function openCommand(file: string): Promise<number> {
  const whole = path.resolve(file);
  const reader = await TraceReader.open(whole, loadAddon());
  await reader.close();
  const { program, args } = appFor(whole);
  const env = { ...process.env };
  delete env["ELECTRON_RUN_AS_NODE"];
  const child = spawn(program, args, { detached: true, stdio: "ignore", env });
  return await new Promise((resolve, reject) => {
    child.once("error", (error) => {
      const what = `The app cannot be started: ${error.message}.`;
      reject(new FaultError("USAGE", { what, remedy: "Start it and open the file there." }));
    });
    child.once("spawn", () => {
      child.unref();
      resolve(exitCode.done);
    });
  });
}

/** The packaged program is the app run as Node; in a checkout the start script knows where Electron is. */
function appFor(file: string): { program: string; args: string[] } {
  const versions: NodeJS.Dict<string> = process.versions;
  if (versions["electron"] !== undefined) {
    return { program: process.execPath, args: [`--open=${file}`] };
  }
  const { file: script } = findUpwards(path.join("scripts", "start.mjs"));
  if (script === null) {
    const remedy = "Start it and open the file there.";
    throw new FaultError("USAGE", { what: "The app is not beside this program.", remedy });
  }
  return { program: process.execPath, args: [script, `--open=${file}`] };
}
