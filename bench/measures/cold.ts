/**
 * Cold starts of create: a new process each, with Lambda's own runtime client, and the engine behind TLS. The unit is
 * an empty function, so that a slower machine gives the same figures.
 */
import type { Measure } from "../measure.ts";
import { interleave, median, medianRatio } from "../statistics.ts";
import { build } from "../support/build.ts";
import { environmentOf, startEngine } from "../support/engine.ts";
import { type ColdStart, startCold } from "../support/lambda.ts";
import { runtimeClient } from "../support/ric.ts";
import { createEvent } from "../support/samples.ts";
import { startTls } from "../support/tls.ts";
import { buildFrameworks, frameworkNames, frameworks } from "./frameworks.ts";

const cpuOf = ({ cpu }: ColdStart): number => cpu;

export const cold: Measure = {
  name: "cold starts",
  goals: {
    "cold.cpu": {
      what: "CPU of init and first create, ours / empty function",
      goal: { atMost: 3.85 },
      why: "the first create also reads the API key and the organization, and the time zones that the runtime knows",
    },
    "cold.first": {
      what: "time of the first create / of the second",
      goal: { atMost: 3.3 },
      why: "the first makes three requests of DynamoDB one after the other (key, organization, customer), the second one; and Lambda's runtime client itself takes 1.6 ms longer the first time",
    },
    ...Object.fromEntries(
      frameworks.map((name) => [
        `peer.${name}.cold`,
        { what: `CPU of init and first create, ours / ${frameworkNames[name]}`, goal: { below: 1 } },
      ]),
    ),
  },
  take: async ({ long, progress }) => {
    const program = runtimeClient(progress);
    const bundles = { empty: await build("bench/peers/empty"), ...(await buildFrameworks()) };
    const engine = await startEngine();
    const tls = await startTls(engine.endpoint);
    const environment = environmentOf(tls.url, { NODE_EXTRA_CA_CERTS: tls.certificate });
    let serial = 0;
    const start = (name: keyof typeof bundles) => () =>
      startCold({
        program,
        bundle: bundles[name],
        environment,
        events: [createEvent(++serial), createEvent(++serial)],
      });
    try {
      const rounds = long ? 32 : 21;
      const { empty, ours, ...peers } = await interleave(
        rounds,
        {
          empty: start("empty"),
          ours: start("ours"),
          hono: start("hono"),
          middy: start("middy"),
          router: start("router"),
        },
        (round) => progress(`round ${round}/${rounds}`),
      );
      return {
        "cold.cpu": medianRatio(ours, empty, cpuOf),
        "cold.first": median(ours.map(({ firstInvoke, secondInvoke }) => firstInvoke / secondInvoke)),
        ...Object.fromEntries(frameworks.map((name) => [`peer.${name}.cold`, medianRatio(ours, peers[name], cpuOf)])),
      };
    } finally {
      tls.stop();
      await engine.stop();
    }
  },
};
