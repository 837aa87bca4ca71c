/** A process in the role of Lambda: it loads bundles and calls their handlers with the inputs of an order. */
import { pathToFileURL } from "node:url";
import { median } from "../statistics.ts";
import type { Done, Order } from "./worker.ts";

type Handler = (input: unknown, context: object) => Promise<unknown>;

const handlers = new Map<string, Handler>();
for (const [name, file] of Object.entries<string>(JSON.parse(process.argv[2] ?? "{}")))
  handlers.set(name, (await import(pathToFileURL(file).href)).handler);

/** The parts of Lambda's context that are used here. */
const lambdaContext = { functionName: "bench", awsRequestId: "bench", getRemainingTimeInMillis: () => 15_000 };

process.on("message", async ({ bundle, inputs, wantsAnswers }: Order) => {
  try {
    process.send?.(await run(handlers.get(bundle), inputs, wantsAnswers ?? false));
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.stack : String(error) });
  }
});
process.send?.("ready");

async function run(handler: Handler | undefined, inputs: readonly unknown[], wantsAnswers: boolean): Promise<Done> {
  if (!handler) throw new Error("no such bundle");
  const answers: unknown[] = [];
  const times: number[] = [];
  // Each block begins without the previous one's garbage. Only the young generation: a full collection would also drop
  // compiled code of the variants that are not running.
  await globalThis.gc?.({ type: "minor" });
  const before = process.cpuUsage();
  for (const input of inputs) {
    const startedAt = performance.now();
    const answer = await handler(input, lambdaContext);
    times.push((performance.now() - startedAt) * 1_000);
    // A refusal would be fast, but would measure nothing.
    const { statusCode = 200, body } = (answer ?? {}) as { statusCode?: number; body?: string };
    if (statusCode >= 300) throw new Error(`it answers ${statusCode} ${body}`);
    if (wantsAnswers) answers.push(answer);
  }
  const { user, system } = process.cpuUsage(before);
  return { p50: median(times), cpu: (user + system) / inputs.length, answers };
}
