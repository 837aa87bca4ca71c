/** `npm run search`: the search index, for operators. */
import { Command } from "commander";
import { findOrganization } from "../core/organizations/administration.ts";
import { rebuild } from "../core/search/rebuild.ts";
import type { Rebuild } from "../core/search/store.ts";
import { useStack } from "./environment.ts";
import { noOrganization, organizationOption, print, progress, run, wholeNumber } from "./run.ts";

const program = new Command("npm run search --").description(
  "The search index, on the local stack or, under `sst shell`, on a deployed one.",
);

program
  .command("rebuild")
  .description(
    "Build or repair an organization's index from its customers, even while they change. After an interruption, repeat it to continue.",
  )
  .addOption(organizationOption())
  .option("--rate <units>", "capacity units a second, reads and writes together", wholeNumber, 500)
  .option("--restart", "start over, ignoring the progress of a stopped rebuild", false)
  .option("--json", "print JSON")
  .action(async ({ org, rate, restart, json = false }: RebuildOptions) => {
    useStack();
    const organization = await findOrganization(org);
    if (!organization) throw noOrganization(org);
    const { shards } = organization;
    // A run has no deadline, only its single requests do.
    const context = {
      organizationId: org,
      requestId: "rebuild",
      now: () => new Date(),
      signal: new AbortController().signal,
      units: 0,
    };
    const bar = progress("customers and entries");
    let begun: Rebuild | undefined;
    const onProgress = (state: Rebuild) => {
      begun ??= state;
      bar.at(state.customers + state.entries);
    };
    const done = await rebuild(context, { shards, unitsPerSecond: rate, restart, onProgress }).finally(bar.stop);
    const { customers, entries, put, deleted } = done;
    const resumed = begun !== undefined && begun.customers + begun.entries > 0;
    print(json, { customers, entries, put, deleted, units: context.units, resumed }, () =>
      [
        ...(resumed ? [`This went on where an earlier run had stopped, after ${begun?.customers} customers.`] : []),
        `${customers} customers, ${entries} entries: ${put} put, ${deleted} deleted.`,
      ].join("\n"),
    );
  });

interface RebuildOptions {
  org: string;
  rate: number;
  restart: boolean;
  json?: boolean;
}

await run(program);
