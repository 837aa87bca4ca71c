/** What SST deploys is what `npm run synth` shows: docs/decisions/0010-synth-held-against-sst.md. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, openAccount, succeeded } from "./run/account.ts";
import {
  createdIn,
  deployedInputs,
  deployedResources,
  filesIn,
  type Synthesized,
  synthesizedInputs,
  synthesizedResources,
  synthesizeIn,
} from "./run/comparison.ts";

const STAGE = "sam";

let account: Account;
let synthesis: Synthesized;

beforeAll(async () => {
  account = await openAccount();
  await account.deploy(STAGE);
  synthesis = await synthesizeIn(account.project.folder, STAGE);
});

afterAll(async () => {
  succeeded(await account.sst("remove", "--stage", STAGE));
  await account.close();
});

test("The resources are those of the synthesis, below the same parents and with the same protection", async () => {
  const deployed = await deployedResources(account.aws, STAGE);
  expect(deployed.sort()).toEqual(synthesizedResources(synthesis.resources, STAGE).sort());
});

test("The inputs of the resources are those of the synthesis, but for what AWS or chance chooses", () => {
  const created = createdIn(account.project.folder);
  expect(deployedInputs(created)).toEqual(synthesizedInputs(synthesis.resources, created));
});

test("The files of the functions are those of the synthesis, byte for byte", () => {
  const ids = Object.keys(synthesis.functions);
  expect(ids).toContain("CreateCustomer");
  for (const id of ids) {
    const [deployed, synthesized] = [join(account.project.folder, ".sst"), synthesis.folder].map((folder) =>
      filesIn(join(folder, "artifacts", `${id}-src`)),
    );
    expect([id, deployed]).toEqual([id, synthesized]);
  }
});
