/**
 * Warm requests: the deployed bundle's handler against the bare AWS SDK call that does the same in DynamoDB, in one
 * process, block by block. The handler also does everything else: key check, validation, presentation, log line.
 * Measured next to the engine, and as far from it as a function is from DynamoDB: 4 ms away, with TLS.
 */
import type { Item } from "../../core/aws/item.ts";
import { toItem } from "../../core/customers/item.ts";
import { customerKey, listKey } from "../../core/customers/keys.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import type { Figure, Measure } from "../measure.ts";
import type { RawInput } from "../peers/raw.ts";
import { type Block, interleave, medianRatio } from "../statistics.ts";
import { build, deployed } from "../support/build.ts";
import { startDelay } from "../support/delay.ts";
import { environmentOf, startEngine } from "../support/engine.ts";
import { createEvent, customerIdOf, getEvent, listEvent, ORGANIZATION, sampleCustomer } from "../support/samples.ts";
import { startTls } from "../support/tls.ts";
import { startWorker } from "../support/worker.ts";

const table = { TableName: localTableNames.customers, ReturnConsumedCapacity: "TOTAL" } as const;
const SEEDED = 500;
/**
 * Several processes, because a process keeps what V8 made of its first calls: ratios differ more between processes than
 * between rounds.
 */
const PROCESSES = 8;
/** Rounds until V8 has compiled the code. */
const WARM_UP = 60;

interface Operation {
  bundle: string;
  calls: number;
  /** `serial` is new in every call. */
  ours: (serial: number) => unknown;
  raw: (serial: number) => RawInput;
}

const operations: Record<string, Operation> = {
  create: {
    bundle: "createCustomer",
    calls: 50,
    ours: (serial) => createEvent(serial),
    raw: (serial) => ({
      put: {
        ...table,
        Item: toItem(sampleCustomer(serial)),
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    }),
  },
  get: {
    bundle: "getCustomer",
    calls: 50,
    ours: (serial) => getEvent(customerIdOf(serial % SEEDED)),
    raw: (serial) => ({ get: { ...table, Key: keyOf(serial % SEEDED), ConsistentRead: true } }),
  },
  list: {
    bundle: "listCustomers",
    calls: 15,
    ours: () => listEvent({ limit: "25" }),
    raw: () => ({
      query: {
        ...table,
        IndexName: "byCreatedAt",
        KeyConditionExpression: "listKey = :key",
        ExpressionAttributeValues: { ":key": { S: listKey(ORGANIZATION) } },
        ScanIndexForward: false,
        // One more than the page, to know whether there is another.
        Limit: 26,
      },
    }),
  },
};

const keyOf = (serial: number): Item => ({ pk: { S: customerKey(ORGANIZATION, customerIdOf(serial)) } });

const figure = (what: string, atMost: number): Figure => ({ what, goal: { atMost } });

/** Next to the engine every microsecond counts. */
const NEAR = { warmUp: WARM_UP, processes: PROCESSES, rounds: 25, longRounds: 100 };
/** With a round trip before each response, blocks take long but differ little. */
const FAR = { warmUp: 10, processes: 4, rounds: 10, longRounds: 50 };
const ROUND_TRIP_MS = 4;

export const warm: Measure = {
  name: "warm requests",
  goals: {
    "create.cpu": figure("create: CPU, ours / bare SDK PutItem", 1.25),
    "create.p50": figure("create: time, ours / bare SDK PutItem", 1.25),
    "create.p50.at4ms": figure("create: the same, DynamoDB 4 ms away behind TLS", 1.05),
    "get.cpu": figure("get: CPU, ours / bare SDK GetItem", 1.15),
    "get.p50": figure("get: time, ours / bare SDK GetItem", 1.15),
    "get.p50.at4ms": figure("get: the same, DynamoDB 4 ms away behind TLS", 1.05),
    "list.cpu": figure("page of 25: CPU, ours / bare SDK Query", 1.2),
    "list.p50": figure("page of 25: time, ours / bare SDK Query", 1.2),
    "list.p50.at4ms": figure("page of 25: the same, DynamoDB 4 ms away behind TLS", 1.05),
  },
  take: async ({ long, isWanted, progress }) => {
    const figures: Record<string, number> = {};
    for (const [name, operation] of Object.entries(operations)) {
      const compare = async (environment: Record<string, string>, extent: typeof NEAR, where: string) => {
        const { ours, raw } = await takeTurns(operation, environment, { ...extent, long }, (text) =>
          progress(`${name} ${where}, ${text}`),
        );
        return (of: (block: Block) => number) => medianRatio(ours, raw, of);
      };
      const engine = await startEngine(SEEDED);
      if (isWanted(`${name}.cpu`) || isWanted(`${name}.p50`)) {
        const ratio = await compare(environmentOf(engine.endpoint), NEAR, "near");
        figures[`${name}.cpu`] = ratio(({ cpu }) => cpu);
        figures[`${name}.p50`] = ratio(({ p50 }) => p50);
      }
      if (isWanted(`${name}.p50.at4ms`)) {
        const line = await startDelay(engine.endpoint, ROUND_TRIP_MS);
        const tls = await startTls(line.url);
        const environment = environmentOf(tls.url, { NODE_EXTRA_CA_CERTS: tls.certificate });
        figures[`${name}.p50.at4ms`] = (await compare(environment, FAR, "far"))(({ p50 }) => p50);
        tls.stop();
        line.stop();
      }
      await engine.stop();
    }
    return figures;
  },
};

/** The number of customers created so far in all engines, so that none is created twice. */
let serial = SEEDED;

/** Runs blocks of ours and of the bare call, in several processes one after another. */
async function takeTurns(
  { bundle, calls, ours, raw }: Operation,
  environment: Record<string, string>,
  { warmUp, processes, rounds, longRounds, long }: typeof NEAR & { long: boolean },
  progress: (text: string) => void,
): Promise<Record<"ours" | "raw", Block[]>> {
  const bundles = { ours: (await deployed())(bundle), raw: await build("bench/peers/raw") };
  const taken: Record<"ours" | "raw", Block[]> = { ours: [], raw: [] };
  for (let number = 1; number <= processes; number++) {
    const worker = await startWorker(bundles, environment);
    const block = (variant: "ours" | "raw") => (): Promise<Block> => {
      const inputOf = variant === "ours" ? ours : raw;
      return worker.run({ bundle: variant, inputs: Array.from({ length: calls }, () => inputOf(++serial)) });
    };
    const variants = { ours: block("ours"), raw: block("raw") };
    const told = (what: string, of: number) => (round: number) =>
      progress(`process ${number}/${processes}, ${what} ${round}/${of}`);
    await interleave(warmUp, variants, told("warming up", warmUp));
    const count = long ? longRounds : rounds;
    const { ours: oursTaken, raw: rawTaken } = await interleave(count, variants, told("round", count));
    taken.ours.push(...oursTaken);
    taken.raw.push(...rawTaken);
    worker.stop();
  }
  return taken;
}
