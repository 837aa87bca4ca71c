/** Replaces contents of project files, so that a test can synthesize a team's own settings. */
import { relative } from "node:path";
import type { Plugin } from "esbuild";
import { root } from "./platform.ts";

/** Contents by path from the project folder, e.g. `infra/deployment.ts`. */
export type Overrides = Readonly<Record<string, string>>;

export const contentsOf = (overrides: Overrides, file: string): string | undefined => overrides[relative(root, file)];

/** The esbuild plugin, or none: with a plugin the build would differ from SST's. */
export const overriding = (overrides: Overrides): Plugin[] =>
  Object.keys(overrides).length === 0
    ? []
    : [
        {
          name: "overrides",
          setup(build) {
            build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
              const contents = contentsOf(overrides, path);
              return contents === undefined ? undefined : { contents, loader: "ts" };
            });
          },
        },
      ];
