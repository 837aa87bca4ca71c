/** `npm run customers`: customers moved in and out, and erased, for operators. */
import { Command } from "commander";
import { eraseCommand, erasuresCommand } from "./customers/erase.ts";
import { exportCommand } from "./customers/export.ts";
import { importCommand } from "./customers/import.ts";
import { run } from "./run.ts";

const program = new Command("npm run customers --").description(
  "Customers moved in and out, and erased, on the local stack or, under `sst shell`, on a deployed one.",
);
program.addCommand(importCommand());
program.addCommand(exportCommand());
program.addCommand(eraseCommand());
program.addCommand(erasuresCommand());

await run(program);
