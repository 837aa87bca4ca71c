/** The tests that judge mutants: npm run test:mutation. */
import { defineConfig } from "vitest/config";
import { mutationFiles } from "./files.ts";

export default defineConfig({
  test: { include: (await mutationFiles()).tests, setupFiles: "scripts/mutation/setup.ts" },
});
