/** `npm run synth`: what `sst deploy` would create, without an account. */
import { Command, InvalidArgumentError } from "commander";
import { stageSettings } from "../infra/settings.ts";
import { synthesize } from "../synth/synthesize.ts";
import { treeOf } from "../synth/tree.ts";
import { print, run } from "./run.ts";

const program = new Command("npm run synth --")
  .description(
    "Show what `sst deploy --stage NAME` would create. It needs neither network nor AWS credentials; its first run unpacks SST's platform.",
  )
  .requiredOption("--stage <name>", "the stage", stageName)
  .option("--json", "print one JSON array of {type, name, inputs}")
  .action(async ({ stage, json }: { stage: string; json: boolean }) => {
    const synthesis = await synthesize(stage);
    const made = synthesis.resources.filter(({ lookedUp }) => lookedUp === undefined);
    const resources = made.map(({ type, name, inputs }) => ({ type, name, inputs }));
    print(json, resources, () => treeOf(synthesis));
    synthesis.remove();
  });

function stageName(text: string): string {
  try {
    stageSettings(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : "");
  }
}

await run(program);
