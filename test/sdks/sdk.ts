/** The SDKs, each in a process of its own that makes the calls of a test. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isObject } from "../contract/strict-parsers.ts";
import { pythonProgram, typescriptRecipe } from "./docs.ts";
import type { Call, Fields, Release } from "./releases.ts";

export interface Page {
  data: Fields[];
  hasMore: unknown;
  nextCursor: unknown;
}

/** An SDK with one API key. What it returns comes without the envelope that some releases show. */
export interface Client {
  /** What a call returns. @throws SdkError what the SDK throws */
  result: (call: Call) => Promise<unknown>;
  /** What a call returns, if it is one thing. @throws SdkError what the SDK throws */
  thing: (call: Call) => Promise<Fields>;
  /** What a call returns, if it is a page. @throws SdkError what the SDK throws */
  page: (call: Call) => Promise<Page>;
  /** The fields of what a call throws. */
  refusal: (call: Call) => Promise<Fields>;
  /** Runs Python as it is, and returns what it assigns to a variable. @throws SdkError what it throws */
  run: (code: string, variable: string, variables?: Fields) => Promise<unknown>;
}

export interface Sdk {
  as: (key: string) => Client;
  stop: () => Promise<void>;
}

/** What an SDK threw, by its fields. */
class SdkError extends Error {
  readonly fields: Fields;

  constructor(fields: Fields) {
    super(`${fields.name}: ${fields.message}`);
    this.fields = fields;
  }
}

/**
 * Starts an SDK that is pointed at a stage by the code of docs/sdks.md, as it is written.
 * @param key an API key for that code
 * @param folder where an SDK for Python is installed
 */
export async function startSdk({ runs }: Release, stage: string, key: string, folder = ""): Promise<Sdk> {
  const recipes = mkdtempSync(join(tmpdir(), "clientela-sdk-"));
  const [command, ...args] =
    runs.language === "python"
      ? ["python3", driver("python.py"), written(recipes, "program.py", pythonProgram())]
      : [process.execPath, driver("typescript.ts"), runs.package, written(recipes, "clientela.ts", typescriptRecipe())];
  const environment = { PYTHONPATH: folder, CLIENTELA_URL: stage, COMMET_API_KEY: key, COMMET_NO_UPDATE_CHECK: "1" };
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextAnswer = async (): Promise<unknown> => {
    const { value, done } = await answers.next();
    if (done) throw new Error("The SDK's process has ended");
    const { error, value: result } = JSON.parse(value);
    if (error) throw new SdkError(error);
    return result;
  };
  // It answers once before it is asked: when it has run the code of docs/sdks.md.
  await nextAnswer();
  const ask = (asked: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(asked)}\n`);
    return nextAnswer();
  };
  return {
    as: (apiKey) => clientOf((asked) => ask({ key: apiKey, ...asked })),
    stop: async () => {
      child.stdin.end();
      await ended;
      rmSync(recipes, { recursive: true });
    },
  };
}

const driver = (name: string): string => fileURLToPath(new URL(`drivers/${name}`, import.meta.url));

function written(folder: string, name: string, code: string): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

function clientOf(ask: (asked: object) => Promise<unknown>): Client {
  const result = async (call: Call): Promise<unknown> => opened(await ask({ call }));
  return {
    result,
    thing: async (call) => thingIn(await result(call)),
    page: async (call) => {
      const found = thingIn(await result(call));
      if (!Array.isArray(found.data)) throw new Error(`no page: ${JSON.stringify(found)}`);
      return { data: found.data.map(thingIn), hasMore: found.hasMore, nextCursor: found.nextCursor };
    },
    refusal: async (call) => {
      const thrown = await result(call).catch((error: unknown) => error);
      if (thrown instanceof SdkError) return thrown.fields;
      throw new Error(`no refusal: ${JSON.stringify(thrown)}`, { cause: thrown });
    },
    run: (code, variable, variables = {}) => ask({ run: [code, variable, variables] }),
  };
}

/** What an envelope holds; a page stays as it is. */
const opened = (result: unknown): unknown =>
  isObject(result) && typeof result.success === "boolean" && !Array.isArray(result.data) ? result.data : result;

function thingIn(result: unknown): Fields {
  if (isObject(result)) return result;
  throw new Error(`not one thing: ${JSON.stringify(result)}`);
}
