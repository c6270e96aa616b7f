/**
 * Before all tests: a real Electron and a display. What it sets in the environment is seen by the tests.
 */
import { openDisplay } from "../../scripts/lib/display.mjs";
import { findElectron } from "../../scripts/lib/electron.mjs";

/** @returns how to take it down again */
export default async function globalSetup(): Promise<() => void> {
  const electron = await findElectron((text) => process.stdout.write(`electron: ${text}\n`));
  process.env["HANDOFF_E2E_ELECTRON"] = electron.executable;
  const display = await openDisplay();
  Object.assign(process.env, display.env);
  return () => display.close();
}
