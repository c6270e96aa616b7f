/** `npm run check`: types, lint, format, layers, unused code and words, for TypeScript and C++. Or some: `npm run check -- types`. */
import { checkNames, runChecks } from "./lib/checks.mjs";
import { main } from "./lib/steps.mjs";

await main(async () => {
  const wanted = process.argv.slice(2);
  const results = await runChecks(wanted.length === 0 ? checkNames : wanted);
  const failed = results.filter((result) => !result.passed).length;
  process.stdout.write(`\n${results.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
