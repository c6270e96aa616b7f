import { defineConfig } from "@playwright/test";

/** Against the real Electron; one app at a time, so that figures of one test do not disturb another's. */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results/e2e",
  globalSetup: "./lib/global-setup.ts",
  workers: 1,
  fullyParallel: false,
  timeout: 300_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  retries: 1,
  reporter: [["list"], ["json", { outputFile: "../test-results/e2e.json" }]],
});
