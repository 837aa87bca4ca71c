/** `npm run smoke`: the README's tour with curl, on a running API. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { OperatorError } from "../core/base/operatorError.ts";
import { issueKey } from "../core/organizations/administration.ts";
import { compare, push } from "../core/plans/push.ts";
import { createSearchableOrganization } from "../core/search/version.ts";
import samplePlans from "../examples/plans.json" with { type: "json" };
import { type CurlRequest, curlCommands, parseCurl } from "./curl.ts";
import { useStack } from "./environment.ts";
import { print, run, table } from "./run.ts";

const ORGANIZATION = "org_smoke";
const KEY_LIFE_MS = 3_600_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** The statuses of the tour's answers. A repeated tour finds its customers and their subscription there. */
const EXPECTED: readonly (readonly number[])[] = [
  [201, 200],
  [200],
  [200],
  [412],
  [200],
  [200],
  [200],
  [201, 409],
  [200],
  [200],
  [200],
];

interface Step {
  request: string;
  /** 0 when there was no answer. */
  status: number;
  milliseconds: number;
  isRight: boolean;
}

async function smoke(url: string, json: boolean): Promise<void> {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const commands = curlCommands((readme.match(/```sh\n[\s\S]*?```/g) ?? []).join("\n"));
  if (commands.length !== EXPECTED.length) throw new Error(`The tour has ${commands.length} requests`);
  const COMMET_API_KEY = process.env.COMMET_API_KEY || (await newKey());
  const steps: Step[] = [];
  for (const [i, command] of commands.entries())
    steps.push(await take(parseCurl(command, { URL: url, COMMET_API_KEY }), url, EXPECTED[i] ?? []));
  const wrong = steps.filter(({ isRight }) => !isRight).length;
  print(json, { url, ok: wrong === 0, steps }, () => describe(steps, wrong));
  if (wrong > 0) process.exitCode = 1;
}

/** A key for an hour, of an organization that has the sample's plans. */
async function newKey(): Promise<string> {
  useStack();
  await createSearchableOrganization(ORGANIZATION);
  await push(await compare(ORGANIZATION, samplePlans));
  const expiresAt = new Date(Date.now() + KEY_LIFE_MS).toISOString();
  const { secret } = await issueKey({
    organizationId: ORGANIZATION,
    name: "npm run smoke",
    scopes: ["read", "write"],
    expiresAt,
  });
  return secret;
}

async function take(
  { method, url, headers, body }: CurlRequest,
  base: string,
  right: readonly number[],
): Promise<Step> {
  const startedAt = performance.now();
  const status = await fetch(url, {
    method,
    headers: { "x-reason": "npm run smoke", ...headers },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  }).then(
    (answer) => answer.status,
    () => 0,
  );
  return {
    request: `${method} ${url.slice(base.length)}`,
    status,
    milliseconds: Math.round(performance.now() - startedAt),
    isRight: right.includes(status),
  };
}

function describe(steps: readonly Step[], wrong: number): string {
  const rows = steps.map(({ request, status, milliseconds, isRight }) => ({
    answer: status === 0 ? "none" : String(status),
    ms: String(milliseconds),
    request: isRight ? request : `${request}  <- not as the README says`,
  }));
  const all = `${steps.length} requests`;
  return `${table(rows)}\n\n${wrong === 0 ? `${all}, all answered as the README says.` : `${wrong} of ${all} were not answered as the README says.`}`;
}

const program = new Command("npm run smoke --")
  .description(
    "Walk the README's tour on a running API. The key is COMMET_API_KEY's; without it, one is made for an hour in org_smoke: on the local stack or, under `sst shell`, on a deployed one.",
  )
  .requiredOption("--url <url>", "where the API is, without /api", apiUrl)
  .option("--json", "print JSON", false)
  .action(({ url, json }: { url: string; json: boolean }) => smoke(url, json));

function apiUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, "");
  throw new OperatorError(`--url ${text} is no address: write https://… or http://…`);
}

await run(program);
