/** `npm run format`: writes every file as the check wants it. Or some: `npm run format -- electron/main`. */
import { nativeFiles } from "./lib/checks.mjs";
import { run, runTool, StepError, tail } from "./lib/run.mjs";
import { main } from "./lib/steps.mjs";

await main(async () => {
  const wanted = process.argv.slice(2);
  const typescript = await runTool("prettier", [
    "--write",
    "--log-level",
    "warn",
    ...(wanted.length === 0 ? ["."] : wanted),
  ]);
  const isWanted = (/** @type {string} */ file) =>
    wanted.length === 0 || wanted.some((place) => file.startsWith(place));
  const files = nativeFiles(/\.(cc|h)$/).filter(isWanted);
  const native =
    files.length === 0 ? { code: 0, output: "" } : await run("clang-format-14", ["-i", ...files]);
  if (typescript.code + native.code !== 0) {
    throw new StepError(
      "Formatting",
      tail(typescript.output + native.output, 10),
      "Mend the syntax error, then try again.",
    );
  }
});
