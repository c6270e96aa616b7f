/** Bundles the page. Relative addresses: it is served from a folder, in a package from the archive. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: "renderer",
  base: "./",
  logLevel: "warn",
  plugins: [react()],
  build: {
    target: "chrome114",
    outDir: process.env["HANDOFF_OUT"] ?? "../dist/renderer",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 2_000,
  },
});
