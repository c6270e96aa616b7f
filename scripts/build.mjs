/** `npm run build`: dist/ from the sources. `npm run build:native` is the addon's half. */
import { bundle } from "./lib/bundle.mjs";
import { main, step } from "./lib/steps.mjs";

await main(async () => {
  await step("bundle", bundle);
});
