/**
 * Any request at all, byte by byte: never a 5xx, always JSON of a documented form, never a byte of another organization,
 * never a log line with what a customer or a caller sent. Half of the requests follow the OpenAPI document.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import document from "../../openapi.json" with { type: "json" };
import { exchange, parse } from "../local/raw.ts";
import { type Client, logLines } from "../support/api.ts";
import { untilPublished } from "../support/pump.ts";
import { scaled } from "../support/scale.ts";
import { useStack } from "../support/service.ts";
import { documentedRequest, operations } from "./fuzzOpenApi.ts";
import { anyRequest, type FuzzRequest, isHttp, toBytes, type Words } from "./fuzzRequests.ts";

const stack = useStack({ publishes: true });

const INPUTS = scaled(500, 100_000);
const TIME_LIMIT_MS = scaled(120_000, 900_000);
/** After so many inputs they come from a new organization, whose lists are short again. */
const INPUTS_OF_ONE = 2_000;
const ANSWER_MS = 20_000;

/** In every text that the sender makes up, and in every field of the other organization's customers. */
const CANARY = "zqSenderCanary";
const OTHER_CANARY = "zqOtherCanary";

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, "openapi");

let other: Client;
let sender: Client;
let words: Words;
let inputs = 0;
/** What is written beside the log. */
const written: string[] = [];
beforeAll(async () => {
  other = await stack.api.newOrganization();
  await fill(other, OTHER_CANARY);
  await untilPublished(stack.api.dataDir);
  vi.spyOn(console, "error").mockImplementation((...parts) => void written.push(parts.join(" ")));
});
afterAll(() => vi.restoreAllMocks());

/** Creates the customers that requests know of, and returns one's id and a list's cursor. */
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

/** Everything there is of the other organization, to the byte. */
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

/** Sends a request, and waits for its answer no longer than a caller would. */
async function answerTo(request: FuzzRequest) {
  const bytes = toBytes(request, words);
  const port = Number(new URL(stack.api.url).port);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("No answer")), ANSWER_MS);
  });
  const text = await Promise.race([exchange(port, bytes), tooLate]).finally(() => clearTimeout(timer));
  return { text, answer: parse(text), sent: bytes.toString("latin1").replaceAll(sender.key, "KEY").slice(0, 3_000) };
}

/** What the log line tells of who answered. */
interface Line {
  operation: string;
  requestId: string;
  status: number;
}

/** The problems of a body against what the document says about the operation and status. */
function problemsOf({ operation, status }: Line, body: unknown): string[] {
  const documented = operations.find((it) => it.operation.operationId === operation);
  const pointer = documented
    ? [
        "paths",
        documented.path,
        documented.method,
        "responses",
        String(status),
        "content",
        "application/json",
        "schema",
      ]
    : ["components", "schemas", "Error"];
  const escaped = pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
  const validate = ajv.getSchema(`openapi#/${escaped.join("/")}`);
  if (!validate) return [`${operation} ${status} is not documented`];
  return validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

async function expectGoodAnswer(request: FuzzRequest): Promise<void> {
  logLines.length = 0;
  const { text, answer, sent } = await answerTo(request);
  const seen = `${sent}\n\nwas answered with\n\n${text.slice(0, 3_000)}\n\nand logged\n\n${logLines.join("")}`;
  for (const secret of [OTHER_CANARY, `"${other.organizationId}"`]) expect(text.includes(secret), seen).toBe(false);
  const logged = [...logLines, ...written].join("");
  for (const secret of [CANARY, OTHER_CANARY, sender.key]) expect(logged.includes(secret), seen).toBe(false);
  // What speaks no HTTP never reaches the API.
  if (!isHttp(request) && answer.status === 400 && answer.body === "") return;
  // The publisher logs too.
  const [line, ...others] = logLines
    .map((it): Line => JSON.parse(it))
    .filter(({ requestId }) => requestId !== undefined);
  expect(others, seen).toEqual([]);
  if (line === undefined) throw new Error(`No log line: ${seen}`);
  expect([answer.status < 500, line.status], seen).toEqual([true, answer.status]);
  const headers = ["content-type", "cache-control", "x-request-id"].map((name) => answer.headers.get(name)?.join());
  // The one answer that is not JSON, and says nothing of what it was asked with.
  const isPage = line.operation === "getErrorPage" && line.status === 200;
  const type = isPage ? expect.stringMatching(/^text\/(html|markdown); charset=utf-8$/) : "application/json";
  expect(headers, seen).toEqual([type, "no-store", line.requestId]);
  if (isPage) return;
  if (request.method === "HEAD") return expect(answer.body, seen).toBe("");
  const body = JSON.parse(answer.body);
  // A browser's question whether it may ask: no operation.
  if (request.method === "OPTIONS" && answer.status === 200)
    return expect(body, seen).toEqual({ success: true, data: null });
  expect(problemsOf(line, body), seen).toEqual([]);
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
      { numRuns: INPUTS, interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: true },
    );
    const after = await everythingOfOther();
    expect(after).toEqual(before);
    expect(after.join("")).not.toContain(CANARY);
  },
  TIME_LIMIT_MS + 30_000,
);
