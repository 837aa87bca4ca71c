/**
 * Any request at all, byte by byte: never a 5xx, always JSON of a documented form, never a byte of another
 * organization, never a log line with what a customer or a caller sent. Half of the requests follow the OpenAPI
 * document.
 */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { guide } from "../../core/http/generations/guide.ts";
import { exchange, parse } from "../local/raw.ts";
import { type Client, logLines } from "../support/api.ts";
import { operationProblems } from "../support/openApi.ts";
import { pushPlans } from "../support/plans.ts";
import { untilIndexed, untilPublished } from "../support/pump.ts";
import { repeat503 } from "../support/repeat.ts";
import { scaled } from "../support/scale.ts";
import { useStack } from "../support/service.ts";
import { documentedRequest } from "./fuzzOpenApi.ts";
import { anyRequest, type FuzzRequest, isHttp, toBytes, type Words } from "./fuzzRequests.ts";
import { expectFound, life, live } from "./fuzzRoundTrip.ts";

// No request waits for an event: there is no slot for it.
process.env.FEED_SLOTS = "0";
const stack = useStack({ publishes: true });

const INPUTS = scaled(150, 100_000);
/** Organizations whose customers' values are sent and read back. */
const ROUND_TRIPS = scaled(3, 2_000);
const CUSTOMERS_OF_ONE = 4;
/** Ends what hangs. */
const TIMEOUT_MS = scaled(600_000, 3_600_000);
/** After this many inputs a new organization is used, with short lists again. */
const INPUTS_OF_ONE = 2_000;
/** What does not come by then never comes. */
const ANSWER_MS = 120_000;

/** In every text that the sender generates, and in every field of the other organization's customers. */
const CANARY = "zqSenderCanary";
const OTHER_CANARY = "zqOtherCanary";

let other: Client;
let sender: Client;
let words: Words;
let inputs = 0;
/** Output besides the log. */
const written: string[] = [];
beforeAll(async () => {
  other = await stack.api.newOrganization();
  await fill(other, OTHER_CANARY);
  await untilPublished(stack.api.dataDir);
  vi.spyOn(console, "error").mockImplementation((...parts) => void written.push(parts.join(" ")));
});
afterAll(() => vi.restoreAllMocks());

/** Creates the customers that requests refer to, and returns the id of one and the cursor of a list. */
async function fill(client: Client, canary: string): Promise<{ id: string; cursor: string }> {
  const customers = [1, 2, 3].map((i) => ({
    id: `user_${i}`,
    email: `${canary}@acme.com`,
    fullName: canary,
    metadata: { [canary]: canary },
  }));
  const { body } = await client.post("/api/customers/batch", { customers });
  const list = await client.get("/api/customers?limit=1");
  return { id: body.data.successful[0].id, cursor: list.body.nextCursor };
}

/** All data of the other organization, byte for byte. */
const everythingOfOther = async (): Promise<string[]> => {
  const answers = await Promise.all(["/api/customers", "/api/customers/user_1/events"].map((path) => other.get(path)));
  return answers.map(({ text }) => text);
};

async function newSender(): Promise<void> {
  sender = await stack.newOrganization();
  const [own, others] = [await fill(sender, CANARY), await fill(other, OTHER_CANARY)];
  words = {
    zqCanary: CANARY,
    zqKey: sender.key,
    zqOwnId: own.id,
    zqOtherId: others.id,
    zqOwnCursor: own.cursor,
    zqOtherCursor: others.cursor,
  };
}

/** Sends a request, again while the service is busy, and returns the answer; the log then has what this one left. */
async function answerTo(request: FuzzRequest) {
  const bytes = toBytes(request, words);
  const { text, answer } = await repeat503(async () => {
    logLines.length = 0;
    const text = await send(bytes);
    const answer = parse(text);
    const headers = new Headers({ "retry-after": answer.headers.get("retry-after")?.join() ?? "" });
    return { status: answer.status, headers, text, answer };
  });
  return { text, answer, sent: bytes.toString("latin1").replaceAll(sender.key, "KEY").slice(0, 3_000) };
}

async function send(bytes: Buffer): Promise<string> {
  const port = Number(new URL(stack.api.url).port);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("No answer")), ANSWER_MS);
  });
  return Promise.race([exchange(port, bytes), tooLate]).finally(() => clearTimeout(timer));
}

/** The part of the log line that identifies the operation. */
interface Line {
  operation: string;
  requestId: string;
  status: number;
}

async function expectGoodAnswer(request: FuzzRequest): Promise<void> {
  const { text, answer, sent } = await answerTo(request);
  const seen = `${sent}\n\nwas answered with\n\n${text.slice(0, 3_000)}\n\nand logged\n\n${logLines.join("")}`;
  for (const secret of [OTHER_CANARY, `"${other.organizationId}"`]) expect(text.includes(secret), seen).toBe(false);
  const logged = [...logLines, ...written].join("");
  for (const secret of [CANARY, OTHER_CANARY, sender.key]) expect(logged.includes(secret), seen).toBe(false);
  // What is not HTTP never reaches the API.
  if (!isHttp(request) && answer.status === 400 && answer.body === "") return;
  // The publisher logs too.
  const [line, ...others] = logLines
    .map((it): Line => JSON.parse(it))
    .filter(({ requestId }) => requestId !== undefined);
  expect(others, seen).toEqual([]);
  if (line === undefined) throw new Error(`No log line: ${seen}`);
  expect([answer.status < 500, line.status], seen).toEqual([true, answer.status]);
  const headers = ["content-type", "cache-control", "x-request-id"].map((name) => answer.headers.get(name)?.join());
  // The only answer that is not JSON; it repeats nothing of the request.
  const isPage = line.operation === "getErrorPage" && line.status === 200;
  const type = isPage ? expect.stringMatching(/^text\/(html|markdown); charset=utf-8$/) : "application/json";
  expect(headers, seen).toEqual([type, "no-store", line.requestId]);
  if (isPage) return;
  if (request.method === "HEAD") return expect(answer.body, seen).toBe("");
  const body = JSON.parse(answer.body);
  // A browser's preflight, which is not an operation.
  if (request.method === "OPTIONS" && answer.status === 200)
    return expect(body, seen).toEqual({ success: true, data: null });
  // The Java SDK gets each name in two spellings, of which the document tells one.
  const isForJava = request.headers.some(([name, value]) => name === "User-Agent" && value.startsWith("commet-java/"));
  if (!isForJava) expect(operationProblems(guide.version, line.operation, line.status, body), seen).toEqual([]);
  if (answer.status >= 400) expect(body.error.request_id, seen).toBe(line.requestId);
}

test(
  `${INPUTS} requests of any kind are answered with documented JSON, and tell nobody anything of another`,
  async () => {
    await newSender();
    let before = await everythingOfOther();
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyRequest, documentedRequest), async (request) => {
        if (++inputs % INPUTS_OF_ONE === 0) {
          expect(await everythingOfOther()).toEqual(before);
          await newSender();
          before = await everythingOfOther();
        }
        await expectGoodAnswer(request);
      }),
      { numRuns: INPUTS },
    );
    const after = await everythingOfOther();
    expect(after).toEqual(before);
    expect(after.join("")).not.toContain(CANARY);
  },
  TIMEOUT_MS,
);

test(
  "what is sent in any field, script and spelling is refused by name, or comes back as it was sent, and is found by it",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: CUSTOMERS_OF_ONE, maxLength: CUSTOMERS_OF_ONE }), async (lives) => {
        const client = await stack.newOrganization();
        await pushPlans(client.organizationId);
        const customers = await Promise.all(lives.map((it) => live(client, it)));
        await untilPublished(stack.api.dataDir);
        await untilIndexed(stack.api.dataDir);
        await Promise.all(customers.map((customer) => expectFound(client, customer)));
      }),
      { numRuns: ROUND_TRIPS },
    );
  },
  TIMEOUT_MS,
);
