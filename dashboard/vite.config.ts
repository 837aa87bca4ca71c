/** Builds the dashboard into dist/, which the local front serves and the deployment uploads. */
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** `npm run dev -w dashboard` forwards API requests to a running `npm start`. */
const API = process.env.API_URL ?? "http://localhost:3000";

export default defineConfig(({ command }) => {
  // Ignores the shell's value, which a test runner sets: React's development build is twice as large.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    // The same path locally and on AWS, so that one build serves both.
    base: "/dashboard/",
    plugins: [react(), fontsAsFiles()],
    build: {
      target: "es2022",
      // Inlined assets would need `data:` or 'unsafe-inline' in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: {
        output: { codeSplitting: { groups: [{ name: "vendor", test: /node_modules/ }] } },
      },
    },
    server: { proxy: { "/api": API, "/dashboard/config.json": API } },
  };
});

/**
 * Cloudscape's stylesheet embeds its fonts as data. As separate files, the browser loads only those that a page uses.
 */
function fontsAsFiles(): Plugin {
  return {
    name: "fonts-as-files",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
        file.source = String(file.source).replaceAll(
          /url\(["']?data:font\/woff2;(?:charset=[\w-]+;)?base64,([^"')]+)["']?\)/g,
          (_match, base64: string) => {
            const reference = this.emitFile({
              type: "asset",
              name: "open-sans.woff2",
              source: Buffer.from(base64, "base64"),
            });
            return `url(/dashboard/${this.getFileName(reference)})`;
          },
        );
      }
    },
  };
}
