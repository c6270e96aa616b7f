/** `npm run build:native`: build/Release/handoff.node from native/. */
import { buildNative } from "./lib/native.mjs";
import { main, step } from "./lib/steps.mjs";

await main(async () => {
  await step("native addon", buildNative);
});
