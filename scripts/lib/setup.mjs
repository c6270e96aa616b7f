/**
 * Everything between a fresh clone and a program that runs. Idempotent; seconds when nothing changed.
 */
import { bundle } from "./bundle.mjs";
import { checkNode, installDependencies } from "./dependencies.mjs";
import { buildNative } from "./native.mjs";
import { installPackages } from "./packages.mjs";
import { step } from "./steps.mjs";

/** @param {{forTests: boolean}} options */
export async function setup(options) {
  await step("node", checkNode);
  await step("system packages", () => installPackages(options));
  await step("npm packages", installDependencies);
  await step("native addon", buildNative);
  await step("bundle", bundle);
}
