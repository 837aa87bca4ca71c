/** `npm run keys`: organizations and their API keys. */
import { Command, InvalidArgumentError, Option } from "commander";
import { OperatorError } from "../core/base/operatorError.ts";
import type { ShardsIncrease } from "../core/organizations/administration.ts";
import { type ApiKey, isUsable, type Scope, scopes } from "../core/organizations/apiKey.ts";
import { MAX_SHARDS, type Organization } from "../core/organizations/organization.ts";
import { createSearchableOrganization } from "../core/search/version.ts";
import { useStack } from "./environment.ts";
import { noOrganization, organizationOption, print, run, table, wholeNumber } from "./run.ts";

const administration = async () => {
  useStack();
  return import("../core/organizations/administration.ts");
};

const program = new Command("npm run keys --").description(
  "Organizations and their API keys, on the local stack or, under `sst shell`, on a deployed one.",
);

program
  .command("create")
  .description("Create a key and print it, once: only its SHA-256 is stored. A new organization is created with it.")
  .addOption(organizationOption())
  .requiredOption("--name <name>", "what the key is for")
  .addOption(
    new Option("--scope <scope...>", "what the key may do: keys is to make and end keys by the API")
      .choices(scopes)
      .default(["read", "write"]),
  )
  .option("--expires <when>", "when it expires: 90d, 12h, 30m, or a date such as 2027-01-31", moment)
  .option("--json", "print JSON")
  .action(async ({ org, name, scope, expires, json }: CreateOptions) => {
    const { issueKey } = await administration();
    await createSearchableOrganization(org);
    const { secret, key } = await issueKey({
      organizationId: org,
      name,
      scopes: [...new Set(scope)],
      ...(expires ? { expiresAt: expires } : {}),
    });
    print(json, { key: secret, ...key }, () => `${secret}\n\nThis is ${key.id} of ${org}. It is not shown again.`);
  });

program
  .command("list")
  .description("List an organization's keys, oldest first.")
  .addOption(organizationOption())
  .option("--json", "print JSON")
  .action(async ({ org, json }: { org: string; json: boolean }) => {
    const { listKeys } = await administration();
    const keys = await listKeys(org);
    print(json, keys, () => (keys.length > 0 ? table(keys.map(toRow)) : `${org} has no keys.`));
  });

program
  .command("revoke <id>")
  .description("Revoke a key, for good. It stops working within 30 seconds.")
  .option("--json", "print JSON")
  .action(async (id: string, { json }: { json: boolean }) => {
    const { revokeKey } = await administration();
    const key = await revokeKey(id);
    if (!key) throw new OperatorError(`There is no key ${id}. List them with: npm run keys -- list --org ORG`);
    print(json, key, () => `${key.id} (${key.name}) of ${key.organizationId} is revoked since ${key.revokedAt}.`);
  });

program
  .command("organization")
  .description("Show an organization, or increase the number of shards of its customer lists: see docs/scale.md.")
  .addOption(organizationOption())
  .option("--shards <number>", `the new number, at most ${MAX_SHARDS}; it cannot be decreased`, numberOfShards)
  .option("--json", "print JSON")
  .action(async ({ org, shards, json }: { org: string; shards?: number; json: boolean }) => {
    const { findOrganization, increaseShards } = await administration();
    const organization = shards ? raisedOrganization(await increaseShards(org, shards)) : await findOrganization(org);
    if (!organization) throw noOrganization(org);
    // Not its secret.
    const { idSecret, ...shown } = organization;
    print(json, shown, () => describe(organization));
  });

interface CreateOptions {
  org: string;
  name: string;
  scope: readonly Scope[];
  expires?: string;
  json: boolean;
}

const toRow = (key: ApiKey) => ({
  id: key.id,
  name: key.name,
  scopes: key.scopes.join(" "),
  created: key.createdAt,
  expires: key.expiresAt ?? "never",
  "last write": key.lastWriteOn ?? "never",
  state: key.revokedAt ? `revoked ${key.revokedAt}` : isUsable(key, new Date()) ? "active" : "expired",
});

/** The organization after an attempt to raise its number of shards. @throws OperatorError when that was refused */
function raisedOrganization(increase: ShardsIncrease | undefined): Organization | undefined {
  if (!increase) return;
  const { outcome, organization } = increase;
  const has = `${organization.id} has ${organization.shards} shards`;
  if (outcome === "lower")
    throw new OperatorError(`${has}. The number cannot be decreased: customers stay in their shards.`);
  if (outcome === "pending")
    throw new OperatorError(
      `${has} in use from ${organization.raised?.effectiveAt} on. Raise the number again after that.`,
    );
  return organization;
}

function describe({ id, shards, raised }: Organization): string {
  const has = `${id} has ${shards} ${shards === 1 ? "shard" : "shards"}`;
  if (!raised || Date.parse(raised.effectiveAt) <= Date.now()) return `${has}.`;
  return `${has}. Until ${raised.effectiveAt} new customers still go into the first ${raised.from}.`;
}

function numberOfShards(text: string): number {
  const number = wholeNumber(text);
  if (number > MAX_SHARDS) throw new InvalidArgumentError(`At most ${MAX_SHARDS}: each page asks each shard.`);
  return number;
}

function moment(text: string): string {
  const [, amount, unit] = /^(\d{1,5})([dhm])$/.exec(text) ?? [];
  const minutes = { d: 1_440, h: 60, m: 1 }[unit ?? ""];
  const time = minutes ? Date.now() + Number(amount) * minutes * 60_000 : Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError("Write 90d, 12h, 30m, or a date such as 2027-01-31.");
  if (time <= Date.now()) throw new InvalidArgumentError("That time has passed.");
  return new Date(time).toISOString();
}

await run(program);
