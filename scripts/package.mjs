/** `npm run package`: the program as users get it, in release/. `-- --dir`: its folder only. */
import { packageApp } from "./lib/package.mjs";
import { setup } from "./lib/setup.mjs";
import { main, say, step } from "./lib/steps.mjs";

await main(async () => {
  await setup({ forTests: false });
  const onlyFolder = process.argv.includes("--dir");
  await step("package", () => packageApp({ onlyFolder, say: (text) => say("package", text) }));
});
