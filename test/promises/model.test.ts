import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Client } from "../support/api.ts";
import { scaled } from "../support/scale.ts";
import { pathOf, useStack } from "../support/service.ts";
import { type Command, play, script, timed, walkList } from "./model/commands.ts";
import { explain, type Models, type Played } from "./model/explain.ts";
import { emptyModel, type Model, type ModelCustomer, type UpdateBody } from "./model/model.ts";

const RUNS = scaled(18, 5_000);
/** Parallel runs, each in its own organization: a run waits part of the time. */
const LANES = 4;
/** How often a failed run is tried while it is being shrunk, because some failures depend on timing. */
const TRIES_AFTER_FAILURE = 20;
const SHRINK_MS = 60_000;
/** What does not come by then never comes. */
const EVENTS_WAIT_MS = 120_000;

const stack = useStack({ publishes: true });

/** The requests of a run so far, one line each. */
class Script {
  readonly #lines: string[] = [];

  add(phase: number, played: readonly Played[], commands: readonly Command[] = []): void {
    this.#lines.push(`${phase}.${played.length > 1 ? " at once" : ""}`);
    for (const [i, { request, answer }] of played.entries()) {
      const { afterMs = 0 } = commands[i] ?? {};
      this.#lines.push(`   ${"ABCD"[i]}  ${afterMs > 0 ? `(${afterMs} ms later) ` : ""}${request}  ->  ${answer}`);
    }
  }

  /** The script and the unexplained answers, with short names for ids and times. */
  failure(puzzle: string): Error {
    const text = `${this.#lines.join("\n")}\n\n${puzzle}`;
    return new Error(numbered(numbered(text, /cus_[A-Za-z0-9]{24}/g, "cus_"), /\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time "));
  }
}

/** The text with each distinct match replaced by a number, in order of first appearance. */
function numbered(text: string, pattern: RegExp, prefix: string): string {
  const names = [...new Set(text.match(pattern))];
  return text.replaceAll(pattern, (match) => `${prefix}${names.indexOf(match) + 1}`);
}

/** Runs the phases in a new organization. @throws Error with the script when an answer cannot be explained */
async function run(phases: readonly Command[][]): Promise<void> {
  const client = await stack.newOrganization();
  const told = new Script();
  // They differ only in what no answer has shown: each change was answered with its version and its data.
  let models: Models = [emptyModel(client.organizationId)];
  const advance = (phase: number, played: readonly Played[]) => {
    const explanation = explain(models, played);
    if ("puzzle" in explanation)
      throw told.failure(`No order of what happened in phase ${phase} explains its answers:\n  ${explanation.puzzle}`);
    models = explanation.models;
  };
  for (const [i, commands] of phases.entries()) {
    const [model] = models;
    const played = await Promise.all(commands.map((command) => play(client, model, command))).catch(
      (error: unknown) => {
        throw told.failure(`Phase ${i + 1}, ${JSON.stringify(commands)}: ${error}`);
      },
    );
    told.add(i + 1, played, commands);
    advance(i + 1, played);
  }
  // Nothing changes any more, so lists must contain exactly what is there.
  const last = await Promise.all([undefined, true, false].map((isActive) => timed(walkList(client, 25, isActive))));
  told.add(phases.length + 1, last);
  advance(phases.length + 1, last);
  const [model] = models;
  const puzzles = await Promise.all(model.customers.map((customer) => problemOfEvents(client, customer)));
  const puzzle = puzzles.find(Boolean);
  if (puzzle !== undefined) throw told.failure(puzzle);
}

/** What is wrong with a customer's history, which must have one event per visible change, newest first. */
async function problemOfEvents(client: Client, { json, version, events }: ModelCustomer): Promise<string | undefined> {
  const path = `${pathOf(json.id)}/events?limit=100`;
  const expected = events.toReversed();
  for (const until = Date.now() + EVENTS_WAIT_MS; ; ) {
    const shown: { id: string; sequence: number; actor: { keyId: string } }[] = (await client.get(path)).body.data;
    const isComplete = (shown[0]?.sequence ?? 0) >= version;
    const ids = new Set(shown.map(({ id }) => id));
    const withoutIds = shown.map(({ id, actor, ...event }) => event);
    const actors = new Set(shown.map(({ actor }) => actor.keyId));
    if (ids.size === expected.length && actors.size === 1 && isDeepStrictEqual(withoutIds, expected)) return undefined;
    if (isComplete || Date.now() > until)
      return `GET ${path} showed ${JSON.stringify(shown)}\n    not ${JSON.stringify(expected)}`;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

let failure: { lane: number; at: number } | undefined;

/** Runs a number of scripts. @throws Error with the smallest failing script that was found */
async function runLane(lane: number, numRuns: number): Promise<void> {
  const property = fc.asyncProperty(script, async (phases) => {
    if (failure && (failure.lane !== lane || Date.now() > failure.at + SHRINK_MS)) return;
    for (let i = 0; i < (failure ? TRIES_AFTER_FAILURE : 1); i++)
      await run(phases).catch((error: unknown) => {
        failure ??= { lane, at: Date.now() };
        throw error;
      });
  });
  await fc.assert(property, {
    numRuns,
    reporter: ({ failed, errorInstance, seed, counterexamplePath, numShrinks }) => {
      if (!failed) return;
      const found = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
      throw new Error(
        `The smallest script found in ${numShrinks} steps (seed ${seed}, path ${counterexamplePath}):\n\n${found}`,
      );
    },
  });
}

test(
  "whatever up to four clients do at once, some order of it explains every answer, every list and the events",
  async () => {
    const lanes = Array.from({ length: LANES }, (_, i) => runLane(i, Math.ceil((RUNS - i) / LANES)));
    for (const result of await Promise.allSettled(lanes)) if (result.status === "rejected") throw result.reason;
  },
  scaled(600_000, 7_200_000),
);

const createUser1: Command = {
  deed: { kind: "create", body: { email: "a@acme.com", id: "user_1" } },
  afterMs: 0,
};
const updateUser1 = (body: UpdateBody, key?: string): Command => ({
  deed: { kind: "update", of: { externalId: "user_1" }, body, ifMatch: "absent", key },
  afterMs: 0,
});

test("answers that no order explains are found: a second 201 for one id, a 404 after a create was answered", async () => {
  const client = await stack.newOrganization();
  const start = emptyModel(client.organizationId);
  const deed = { kind: "get", of: { externalId: "user_1" } } as const;
  const unknown = await play(client, start, { deed, afterMs: 0 });
  const made = await play(client, start, createUser1);
  const explains = (...played: Played[]) => "models" in explain([start], played);

  expect([explains(made), explains(unknown, made)]).toEqual([true, true]);
  expect([explains(made, made), explains(made, { ...unknown, from: made.to + 1, to: made.to + 2 })]).toEqual([
    false,
    false,
  ]);
});

test("of two equal requests at once either may have been the one that counted, until a later answer tells", async () => {
  const orders = [
    { archivedBy: ["key_1", undefined], later: "409 idempotency_key_mismatch" },
    { archivedBy: [undefined, "key_1"], later: "409 customer_archived" },
  ];
  for (const { archivedBy, later } of orders) {
    const client = await stack.newOrganization();
    const start = emptyModel(client.organizationId);
    const created = await play(client, start, createUser1);
    const archived: Played[] = [];
    for (const key of archivedBy) archived.push(await play(client, start, updateUser1({ isActive: false }, key)));
    const last = await play(client, start, updateUser1({ fullName: "Beta" }, "key_1"));
    const modelsAfter = (...phases: Played[][]) =>
      phases.reduce<readonly Model[]>(
        (models, played) => {
          const explanation = explain(models, played);
          return "models" in explanation ? explanation.models : [];
        },
        [start],
      ).length;

    const atOnce = archived.map((played) => ({ ...played, from: 0, to: 1 }));
    expect(last.answer).toBe(later);
    expect([modelsAfter([created], atOnce), modelsAfter([created], atOnce, [last])]).toEqual([2, 1]);
    const reversed = archived.toReversed().map((played, i) => ({ ...played, from: i, to: i }));
    expect(modelsAfter([created], reversed, [last])).toBe(0);
  }
});
