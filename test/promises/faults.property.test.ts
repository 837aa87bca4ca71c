/**
 * Whatever fails on the way to DynamoDB and SQS, before or after it took effect: a caller gets a success or a 503, and
 * repeating the request leads to the right state. No second customer, no second event, nothing half written.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { subscribers } from "../../infra/subscribers.ts";
import type { Answer, Client } from "../support/api.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { firstDeliveries } from "../support/queue.ts";
import { scaled } from "../support/scale.ts";
import { etagOf, outcome } from "../support/service.ts";
import { type Fault, faultKinds, useRealTime } from "./faults.ts";
import { useFaultyService } from "./faultsApi.ts";
import { type Action, type Expected, expectState, Model, SLOTS } from "./faultsModel.ts";

const service = useFaultyService();

const RUNS = scaled(12, 1_500);
/** Ends what hangs. */
const TIMEOUT_MS = scaled(600_000, 3_600_000);
/** How often a caller repeats a request while things fail; after that the faults end. */
const MAX_REPEATS = 3;

const plain = { noNullPrototype: true };
const fault: fc.Arbitrary<Fault> = fc.record({ kind: fc.constantFrom(...faultKinds), tookEffect: fc.boolean() }, plain);
/** The faults of successive requests: single ones, and the same one for longer than the SDK retries. */
const faults = fc
  .array(fc.tuple(fc.option(fault, { nil: undefined, freq: 2 }), fc.constantFrom(1, 1, 2, 3, 8)), { maxLength: 6 })
  .map((runs) => runs.flatMap(([fault, times]) => Array.from({ length: times }, () => fault)));

const slot = { slot: fc.nat({ max: SLOTS - 1 }), byExternalId: fc.boolean() };
const name = fc.constantFrom("A", "B");
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ...slot, do: fc.constant("create") }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...slot,
      do: fc.constant("rename"),
      name,
      ifMatch: fc.constantFrom("none", "current", "old"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ...slot, do: fc.constant("metadata"), key: name, value: fc.constantFrom("x", "y", null) }),
  },
  fc.record({ ...slot, do: fc.constantFrom("batch", "give external id") }),
  fc.record({ ...slot, do: fc.constant("archive"), name: fc.option(name, { nil: undefined }) }),
  fc.record({ ...slot, do: fc.constantFrom("get", "history", "list") }),
);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ action, faults }) },
  { weight: 2, arbitrary: fc.record({ publish: fc.integer({ min: 1, max: 10 }), faults, queueFaults: faults }) },
);

/** A batch reports on each customer separately. */
const isToRepeat = ({ status, body }: Answer): boolean => status === 503 || body.data?.failed?.length > 0;

/** Calls like an SDK: repeats a 503 unchanged, with the same keys. Then the faults end. */
async function callPersistently(client: Client, { call }: Expected, faults: readonly (Fault | undefined)[]) {
  service.dynamodb.strike(faults);
  for (let repeats = 0; ; repeats++) {
    if (repeats === MAX_REPEATS) service.dynamodb.heal();
    const answer = await service.call(client, call);
    if (isToRepeat(answer) && repeats < MAX_REPEATS) continue;
    service.dynamodb.heal();
    return { answer, isRepeat: repeats > 0 };
  }
}

function expectAsModelled({ answer, isRepeat }: { answer: Answer; isRepeat: boolean }, expected: Expected): void {
  const { customer, customers = [] } = expected;
  expect([expected.outcome, isRepeat && expected.outcomeOfRepeat], answer.text).toContain(outcome(answer));
  if (customers.length > 0) expect(answer.body.data.failed).toEqual([]);
  for (const [i, customer] of customers.entries()) {
    customer.id ||= answer.body.data.successful[i].id;
    expectState(answer.body.data.successful[i], customer);
  }
  if (!customer) return;
  const isMismatch = answer.status === 412;
  if (answer.status < 300) customer.id ||= answer.body.data.id;
  if (answer.status < 300 || isMismatch)
    expectState(isMismatch ? answer.body.details.customer : answer.body.data, customer);
  if (answer.status < 300) expect(etagOf(answer)).toBe(`"${customer.version}"`);
}

/** Compares everything visible of an organization with the model. */
async function expectEverything(client: Client, model: Model): Promise<void> {
  const customers = [...model.customers.values()];
  const list = await service.call(client, { operation: "listCustomers" });
  expect(list.body.data.map(({ id }: { id: string }) => id).sort()).toEqual(customers.map(({ id }) => id).sort());
  for (const customer of customers) {
    const { externalId } = customer.state;
    for (const id of externalId === null ? [customer.id] : [customer.id, externalId]) {
      const answer = await service.call(client, { operation: "getCustomer", id });
      expectState(answer.body.data, customer);
      expect(etagOf(answer)).toBe(`"${customer.version}"`);
    }
    const log = await service.readLog(client, customer.id);
    expect(log.map(({ sequence }) => sequence)).toEqual(customer.states.map((_, i) => i + 1));
    for (const { sequence, body } of log) expectState(JSON.parse(body).data, customer, sequence);
  }
}

/** Compares what every queue received with the log. */
async function expectDelivered(client: Client, model: Model): Promise<void> {
  for (const { name, events } of subscribers) {
    // A failed run may have left messages, but of another organization.
    const received = (await service.drain(name)).filter(({ event }) => event.organizationId === client.organizationId);
    const wanted: Record<string, number[]> = {};
    for (const { id } of model.customers.values()) {
      const log = (await service.readLog(client, id)).map(({ body, sequence }) => ({
        sequence,
        event: JSON.parse(body),
      }));
      wanted[id] = log.filter(({ event }) => events === "all" || events.includes(event.event)).map((it) => it.sequence);
    }
    expect(firstDeliveries(received)).toEqual(wanted);
  }
}

test(
  "every call succeeds or is a 503 in time, its repeat ends in the right state, and every event reaches every queue",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14, size: "max" }), async (steps) => {
        await service.begin();
        const client = await service.api.newOrganization();
        const model = new Model(client.organizationId);
        for (const step of steps)
          if ("publish" in step) {
            service.dynamodb.strike(step.faults);
            service.sqs.strike(step.queueFaults);
            await service.publish(step.publish);
            await service.begin();
          } else {
            const expected = model.act(step.action);
            expectAsModelled(await callPersistently(client, expected, step.faults), expected);
          }
        await service.publish(100);
        expect(await service.redrive()).toEqual([]);

        await expectEverything(client, model);
        await expectDelivered(client, model);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);

test("and in the end nothing is missing in the log, of any customer", async () => {
  useRealTime();
  const { code, stdout } = await runCommand("events", ["verify", "--json"], onlyDataDir(service.api.dataDir));
  expect([code, JSON.parse(stdout).missing]).toEqual([0, []]);
});
