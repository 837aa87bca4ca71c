/** Other contents for files of the project, so that a test can synthesize what a team would fill in. */
import { relative } from "node:path";
import type { Plugin } from "esbuild";
import { root } from "./platform.ts";

/** Contents by path from the project folder, e.g. `infra/deployment.ts`. */
export type Overrides = Readonly<Record<string, string>>;

export const contentsOf = (overrides: Overrides, file: string): string | undefined => overrides[relative(root, file)];

/** The esbuild plugin, or none, because a plugin would make the build another one than SST's. */
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
