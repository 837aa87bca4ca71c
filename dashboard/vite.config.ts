/** Builds the dashboard into dist/, which the local front serves and the deployment uploads. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstPaint, fontsAsFiles, listFiles } from "./plugins.ts";

/** `npm run dev -w dashboard` forwards API requests to a running `npm start`. */
const API = process.env.API_URL ?? "http://localhost:3000";

const IN_BROWSER = fileURLToPath(new URL("nodeInBrowser.ts", import.meta.url));

export default defineConfig(({ command }) => {
  // Ignores the shell's value, which a test runner sets: React's development build is twice as large.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    // The same path locally and on AWS, so that one build serves both.
    base: "/dashboard/",
    // The API's rules for customers, of which an import's preview needs some, import these.
    resolve: { alias: { "node:crypto": IN_BROWSER, "node:url": IN_BROWSER } },
    plugins: [react(), fontsAsFiles(), firstPaint(), listFiles()],
    build: {
      target: "es2022",
      // Inlined assets would need `data:` or 'unsafe-inline' in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2_000,
    },
    server: { proxy: { "/api": API, "/dashboard/config.json": API } },
  };
});
