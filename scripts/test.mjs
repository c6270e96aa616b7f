/**
 * `npm test`: everything, from a fresh clone. Ends with one line that sums all suites.
 * Some suites only: `npm test -- vitest e2e`.
 */
import { packageApp } from "./lib/package.mjs";
import { setup } from "./lib/setup.mjs";
import { main, say } from "./lib/steps.mjs";
import { wineSuite } from "./lib/wine-suite.mjs";
import { checkSuite, endToEndSuite, explain, nativeSuite, vitestSuite } from "./lib/suites.mjs";

const suites = {
  check: checkSuite,
  vitest: vitestSuite,
  native: () => nativeSuite(""),
  "native-asan": () => nativeSuite("address,undefined"),
  "native-tsan": () => nativeSuite("thread"),
  wine: wineSuite,
  package: packageSuite,
  e2e: endToEndSuite,
};

await main(async () => {
  const wanted = process.argv.slice(2);
  await setup({ forTests: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, suite] of Object.entries(suites)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const started = performance.now();
    const result = await suite();
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    say(name, `${result.passed} passed, ${result.failed} failed (${seconds} s)`);
    if (result.failed > 0) process.stdout.write(`${explain(result)}\n`);
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped += result.skipped;
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});

/** That the program can be packaged is a test of its own; the end-to-end tests then run what came of it. */
async function packageSuite() {
  try {
    const text = await packageApp({ onlyFolder: true });
    return { passed: 1, failed: 0, skipped: 0, output: text };
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      output:
        error instanceof Error
          ? `${error.message}\n${"why" in error ? error.why : ""}`
          : String(error),
    };
  }
}
