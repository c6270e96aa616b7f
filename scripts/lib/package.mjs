/**
 * electron-builder with the Electron that was found. With the official one it makes installers; with the pinned
 * build, which is never shipped, and where installers' helpers cannot be downloaded, the program's folder.
 */
import fs from "node:fs";
import path from "node:path";
import { findElectron } from "./electron.mjs";
import { root, runTool, StepError, tail } from "./run.mjs";

/**
 * @param {{onlyFolder: boolean, say?: (text: string) => void}} options
 * @returns {Promise<string>} what was made
 */
export async function packageApp({ onlyFolder, say = () => undefined }) {
  const electron = await findElectron(say);
  const isOfficial = electron.origin.startsWith("official");
  if (!isOfficial)
    say(
      `with Electron ${electron.version} (${electron.origin}): the folder only, to try it; not to be shipped`,
    );
  const args = [
    "--config",
    "electron-builder.config.cjs",
    "--publish",
    "never",
    ...(onlyFolder || !isOfficial ? ["--dir"] : []),
  ];
  const { code, output } = await runTool("electron-builder", args, {
    env: { HANDOFF_ELECTRON_DIST: electron.folder, HANDOFF_ELECTRON_VERSION: electron.version },
  });
  if (code !== 0) {
    throw new StepError(
      "electron-builder",
      tail(output, 12),
      "Installers need helpers from the network; `npm run package -- --dir` does without.",
    );
  }
  return fs
    .readdirSync(path.join(root, "release"))
    .filter((name) => !name.startsWith("builder-"))
    .map((name) => `release/${name}`)
    .join(", ");
}
