/** Our create against the same one in a framework: with the same validation, key check, service and log line. */
import type { Measure } from "../measure.ts";
import { type Block, interleave, medianRatio } from "../statistics.ts";
import { build, deployed } from "../support/build.ts";
import { environmentOf, startEngine } from "../support/engine.ts";
import { createEvent } from "../support/samples.ts";
import { startWorker } from "../support/worker.ts";

const CALLS = 30;

/** Their names in the table. */
export const frameworkNames = { hono: "hono/aws-lambda", middy: "middy", router: "Powertools Router" } as const;
export const frameworks = Object.keys(frameworkNames) as (keyof typeof frameworkNames)[];

/** Builds ours and theirs. */
export async function buildFrameworks() {
  const bundleOf = await deployed();
  const [hono, middy, router] = await Promise.all(frameworks.map((name) => build(`bench/peers/${name}`)));
  if (!hono || !middy || !router) throw new Error("A peer is missing");
  return { ours: bundleOf("createCustomer"), hono, middy, router };
}

export const frameworksWarm: Measure = {
  name: "frameworks",
  goals: Object.fromEntries(
    frameworks.map((name) => [
      `peer.${name}.p50`,
      { what: `create: time, ours / ${frameworkNames[name]}`, goal: { below: 1 } },
    ]),
  ),
  take: async ({ long, progress }) => {
    const engine = await startEngine();
    const worker = await startWorker(await buildFrameworks(), environmentOf(engine.endpoint));
    let serial = 0;
    const block = (bundle: string) => (): Promise<Block> =>
      worker.run({ bundle, inputs: Array.from({ length: CALLS }, () => createEvent(++serial)) });
    const variants = { ours: block("ours"), hono: block("hono"), middy: block("middy"), router: block("router") };
    await interleave(20, variants, (round) => progress(`warming up ${round}/20`));
    const rounds = long ? 250 : 100;
    const taken = await interleave(rounds, variants, (round) => progress(`round ${round}/${rounds}`));
    worker.stop();
    await engine.stop();
    return Object.fromEntries(
      frameworks.map((name) => [`peer.${name}.p50`, medianRatio(taken.ours, taken[name], ({ p50 }) => p50)]),
    );
  },
};
