import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Two kinds of tests: under plain Node, and components in a simulated page. */
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Tests with real processes race with whatever else the machine runs: a second try, which the report shows.
    retry: 1,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["electron/**/*.test.ts", "test/process/**/*.test.ts", "scripts/**/*.test.mjs"],
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: "renderer",
          environment: "happy-dom",
          include: ["renderer/**/*.test.ts", "renderer/**/*.test.tsx"],
        },
      },
    ],
  },
});
