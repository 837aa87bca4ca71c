/**
 * Warm requests: the deployed bundle's handler against the bare call of the AWS SDK that does the same in DynamoDB, in
 * one process, block by block. The handler does all else as well: key check, validation, presentation, log line.
 */
import type { Item } from "../../core/aws/item.ts";
import { toItem } from "../../core/customers/item.ts";
import { customerKey, listKey } from "../../core/customers/keys.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import type { Figure, Measure } from "../measure.ts";
import type { RawInput } from "../peers/raw.ts";
import { type Block, interleave, medianRatio } from "../statistics.ts";
import { build, deployed } from "../support/build.ts";
import { environmentOf, startEngine } from "../support/engine.ts";
import { createEvent, customerIdOf, getEvent, listEvent, ORGANIZATION, sampleCustomer } from "../support/samples.ts";
import { startWorker } from "../support/worker.ts";

const table = { TableName: localTableNames.customers, ReturnConsumedCapacity: "TOTAL" } as const;
const SEEDED = 500;
/** A process keeps for all its life what its first calls made of it: the ratios of two differ more than their rounds do. */
const PROCESSES = 8;
/** Rounds until V8 has compiled what is called. */
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
        // One more than the page tells whether there is another.
        Limit: 26,
      },
    }),
  },
};

const keyOf = (serial: number): Item => ({ pk: { S: customerKey(ORGANIZATION, customerIdOf(serial)) } });

const figure = (what: string, atMost: number, aim: number, why?: string): Figure => ({
  what,
  goal: { atMost },
  aim,
  ...(why === undefined ? {} : { why }),
});
const RAW_GAINED =
  "the goal is from when the SDK's default client still copied each answer for a logger that drops it; it is a third cheaper now, and to parse the answer is the same work for both";

export const warm: Measure = {
  name: "warm requests",
  goals: {
    "create.cpu": figure("create: CPU, ours / bare SDK PutItem", 0.98, 0.96),
    "create.p50": figure("create: time, ours / bare SDK PutItem", 1, 0.98),
    "get.cpu": figure("get: CPU, ours / bare SDK GetItem", 0.95, 0.91),
    "get.p50": figure("get: time, ours / bare SDK GetItem", 0.95, 0.93),
    "list.cpu": figure("page of 25: CPU, ours / bare SDK Query", 0.65, 0.6, RAW_GAINED),
    "list.p50": figure("page of 25: time, ours / bare SDK Query", 0.82, 0.8, RAW_GAINED),
  },
  take: async ({ long, isWanted, progress }) => {
    const bundleOf = await deployed();
    const raw = await build("bench/peers/raw");
    const figures: Record<string, number> = {};
    for (const [name, { bundle, calls, ours, raw: rawInput }] of Object.entries(operations)) {
      if (!isWanted(`${name}.cpu`) && !isWanted(`${name}.p50`)) continue;
      const engine = await startEngine(SEEDED);
      const taken: Record<"ours" | "raw", Block[]> = { ours: [], raw: [] };
      let serial = SEEDED;
      for (let number = 1; number <= PROCESSES; number++) {
        const worker = await startWorker({ ours: bundleOf(bundle), raw }, environmentOf(engine.endpoint));
        const block = (variant: "ours" | "raw") => (): Promise<Block> =>
          worker.run({
            bundle: variant,
            inputs: Array.from({ length: calls }, () => (variant === "ours" ? ours(++serial) : rawInput(++serial))),
          });
        const variants = { ours: block("ours"), raw: block("raw") };
        const told = (what: string, of: number) => (round: number) =>
          progress(`${name}, process ${number}/${PROCESSES}, ${what} ${round}/${of}`);
        await interleave(WARM_UP, variants, told("warming up", WARM_UP));
        const rounds = long ? 100 : 25;
        const { ours: oursTaken, raw: rawTaken } = await interleave(rounds, variants, told("round", rounds));
        taken.ours.push(...oursTaken);
        taken.raw.push(...rawTaken);
        worker.stop();
      }
      figures[`${name}.cpu`] = medianRatio(taken.ours, taken.raw, ({ cpu }) => cpu);
      figures[`${name}.p50`] = medianRatio(taken.ours, taken.raw, ({ p50 }) => p50);
      await engine.stop();
    }
    return figures;
  },
};
