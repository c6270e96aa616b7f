/**
 * `npm run -s handoff -- ...`: the command line from a checkout. Builds first when something changed,
 * without a word on stdout, then becomes the program (same process: signals and exit code are its own).
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, isBundled } from "./lib/bundle.mjs";
import { buildNative, isNativeBuilt } from "./lib/native.mjs";
import { root, StepError } from "./lib/run.mjs";

if (await isReady()) {
  // npm changes into the repository; relative names are meant where the user is.
  process.chdir(process.env["INIT_CWD"] ?? process.cwd());
  const program = path.join(root, "dist/cli.cjs");
  process.argv = [process.execPath, program, ...process.argv.slice(2)];
  await import(pathToFileURL(program).href);
}

async function isReady() {
  try {
    if (!isNativeBuilt()) await buildNative();
    if (!isBundled()) await bundle();
    return true;
  } catch (error) {
    const why = error instanceof StepError ? `${error.message}: ${error.why}` : String(error);
    process.stderr.write(`handoff: cannot be built. ${why}\nRun \`npm run setup\` first.\n`);
    process.exitCode = 1;
    return false;
  }
}
