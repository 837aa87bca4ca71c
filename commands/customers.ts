/** `npm run customers`: customers moved in and out, for operators. */
import { Command } from "commander";
import { exportCommand } from "./customers/export.ts";
import { importCommand } from "./customers/import.ts";
import { run } from "./run.ts";

const program = new Command("npm run customers --").description(
  "Customers moved in and out, on the local stack or, under `sst shell`, on a deployed one.",
);
program.addCommand(importCommand());
program.addCommand(exportCommand());

await run(program);
