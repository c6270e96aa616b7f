/** `npm run setup`: installs and builds what is missing or old. */
import { setup } from "./lib/setup.mjs";
import { main } from "./lib/steps.mjs";

await main(() => setup({ forTests: process.argv.includes("--tests") }));
