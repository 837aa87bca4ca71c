/** `npm run seed`: believable customers for the local stack, the same ones each time. */
import { setTimeout as sleep } from "node:timers/promises";
import { faker as english, type Faker, fakerDE, fakerES, fakerES_MX, fakerFR, fakerPT_BR } from "@faker-js/faker";
import { Command } from "commander";
import { OperatorError } from "../core/base/operatorError.ts";
import { issueKey } from "../core/organizations/administration.ts";
import { createSearchableOrganization } from "../core/search/version.ts";
import { caughtUpAt, readCheckpoint } from "../local/pump/checkpoint.ts";
import { consumerNames } from "../local/pump/consumers.ts";
import { readStackFile } from "../local/stackFile.ts";
import { createCustomers, requestApi } from "./api.ts";
import { useStack } from "./environment.ts";
import { organizationId, progress, run, wholeNumber } from "./run.ts";

const BATCH = 100;
const PARALLEL_BATCHES = 4;
const MAX_PUMP_LAG_MS = 5_000;
const MAX_PUMP_SILENCE_MS = 30_000;
/** One in this many customers is archived. */
const ARCHIVED_EVERY = 40;

const locales: readonly { faker: Faker; country: string; timezone: string; language: string }[] = [
  { faker: english, country: "US", timezone: "America/Chicago", language: "en" },
  { faker: fakerES, country: "ES", timezone: "Europe/Madrid", language: "es" },
  { faker: fakerES_MX, country: "MX", timezone: "America/Mexico_City", language: "es" },
  { faker: fakerDE, country: "DE", timezone: "Europe/Berlin", language: "de" },
  { faker: fakerFR, country: "FR", timezone: "Europe/Paris", language: "fr" },
  { faker: fakerPT_BR, country: "BR", timezone: "America/Sao_Paulo", language: "pt" },
];

/** Customer number n, always with the same values. */
function customer(n: number) {
  const { faker, country, timezone, language } = locales[n % locales.length] ?? { faker: english };
  faker.seed(n);
  const isCompany = faker.datatype.boolean(0.7);
  const fullName = isCompany ? faker.company.name() : faker.person.fullName();
  const domain = english.helpers.slugify(fullName.normalize("NFD").replace(/[^\p{L} ]/gu, "")).toLowerCase();
  const isAscii = /^[a-z-]{3,40}$/.test(domain);
  return {
    id: `seed_${n}`,
    email: `${isCompany ? "billing" : "hello"}@${isAscii ? domain : `customer${n}`}.example`,
    fullName,
    ...(isCompany ? { domain: `${domain}.example`, industry: faker.commerce.department() } : {}),
    timezone,
    language,
    address: {
      line1: faker.location.streetAddress(),
      city: faker.location.city(),
      postalCode: faker.location.zipCode(),
      country,
    },
    metadata: { source: faker.helpers.arrayElement(["import", "signup", "sales"]), seats: faker.number.int(200) + 1 },
  };
}

/**
 * Waits until the pump is at most this many milliseconds behind: events must not pile up.
 *
 * @throws OperatorError when the pump makes no progress
 */
async function pumpWithin(lagMs: number, dataDir: string): Promise<void> {
  const since = Date.now() - lagMs;
  let seen = "";
  let seenAt = Date.now();
  for (;;) {
    if (Number(caughtUpAt(dataDir) ?? 0) >= since) return;
    const now = JSON.stringify(consumerNames.map((consumer) => readCheckpoint(dataDir, consumer)));
    if (now !== seen) seenAt = Date.now();
    if (Date.now() - seenAt > MAX_PUMP_SILENCE_MS)
      throw new OperatorError(
        "Changes are not published or indexed any more: the output of npm start says why. Seed again after that.",
      );
    seen = now;
    await sleep(50);
  }
}

async function seed(total: number, organizationId: string): Promise<void> {
  useStack();
  const { url, dataDir } = readStackFile();
  await createSearchableOrganization(organizationId);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { secret: apiKey } = await issueKey({ organizationId, name: "npm run seed", scopes: ["write"], expiresAt });
  const access = { url, apiKey };
  const bar = progress("customers", total);
  let done = 0;
  let next = 0;
  const worker = async () => {
    for (let first = next; first < total; first = next) {
      const numbers = Array.from({ length: Math.min(BATCH, total - first) }, (_, i) => first + i);
      next += numbers.length;
      await createCustomers(access, numbers.map(customer));
      for (const n of numbers.filter((n) => n % ARCHIVED_EVERY === ARCHIVED_EVERY - 1))
        await requestApi(access, "PUT", `/api/customers/seed_${n}`, { isActive: false });
      done += numbers.length;
      bar.at(done);
      await pumpWithin(MAX_PUMP_LAG_MS, dataDir);
    }
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL_BATCHES }, worker));
    await pumpWithin(0, dataDir);
  } finally {
    bar.stop();
  }
}

const program = new Command("npm run seed --")
  .description("Fill the local stack with believable customers. Repeating it adds only what is missing.")
  .option("--customers <number>", "how many there should be in the end", wholeNumber, 1_000)
  .option("--org <id>", "the organization that gets them", organizationId, "org_local")
  .action(({ customers, org }: { customers: number; org: string }) => seed(customers, org));

await run(program);
