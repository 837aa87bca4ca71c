/** Our create against two other ways to make it idempotent, in the same table with the same indexes. */
import type { Figure, Measure } from "../measure.ts";
import { type Block, interleave, medianRatio } from "../statistics.ts";
import { build, deployed } from "../support/build.ts";
import { environmentOf, startEngine } from "../support/engine.ts";
import { startCountingProxy } from "../support/proxy.ts";
import { createEvent } from "../support/samples.ts";
import { startWorker } from "../support/worker.ts";
import { sumOf } from "./units.ts";

const CALLS = 30;
const peers = ["transaction", "powertools"] as const;

const figure = (what: string, aim: number): Figure => ({ what, goal: { below: 1 }, aim });

/** The units of one create by each bundle, each of a new customer. */
export async function unitsOfCreate(bundles: Parameters<typeof startWorker>[0]): Promise<Record<string, number>> {
  const engine = await startEngine();
  const proxy = await startCountingProxy(engine.endpoint);
  const worker = await startWorker(bundles, environmentOf(proxy.url));
  try {
    const units: Record<string, number> = {};
    let serial = 0;
    for (const bundle of Object.keys(bundles)) {
      // The first request also reads the API key.
      await worker.run({ bundle, inputs: [createEvent(++serial)] });
      proxy.counted();
      await worker.run({ bundle, inputs: [createEvent(++serial)] });
      units[bundle] = sumOf(proxy.counted());
    }
    return units;
  } finally {
    worker.stop();
    proxy.stop();
    await engine.stop();
  }
}

export const designs: Measure = {
  name: "ways to be idempotent",
  goals: {
    "peer.transaction.units": figure("create: units, ours / transaction with a sentinel", 0.6),
    "peer.transaction.p50": figure("create: time, ours / transaction with a sentinel", 0.75),
    "peer.powertools.units": figure("create: units, ours / Powertools Idempotency and PutItem", 0.75),
    "peer.powertools.p50": figure("create: time, ours / Powertools Idempotency and PutItem", 0.35),
  },
  take: async ({ long, progress }) => {
    const bundleOf = await deployed();
    const bundles = {
      ours: bundleOf("createCustomer"),
      transaction: await build("bench/peers/transaction"),
      powertools: await build("bench/peers/powertools"),
    };
    const units = await unitsOfCreate(bundles);
    const engine = await startEngine();
    const worker = await startWorker(bundles, environmentOf(engine.endpoint));
    let serial = 0;
    const block = (bundle: string) => (): Promise<Block> =>
      worker.run({ bundle, inputs: Array.from({ length: CALLS }, () => createEvent(++serial)) });
    const variants = { ours: block("ours"), transaction: block("transaction"), powertools: block("powertools") };
    await interleave(20, variants, (round) => progress(`warming up ${round}/20`));
    const rounds = long ? 150 : 60;
    const taken = await interleave(rounds, variants, (round) => progress(`round ${round}/${rounds}`));
    worker.stop();
    await engine.stop();
    return Object.fromEntries(
      peers.flatMap((peer) => [
        [`peer.${peer}.units`, (units.ours ?? Number.NaN) / (units[peer] ?? Number.NaN)],
        [`peer.${peer}.p50`, medianRatio(taken.ours, taken[peer], ({ p50 }) => p50)],
      ]),
    );
  },
};
