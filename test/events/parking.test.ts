import type { ServiceInputTypes, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { conflict, type Hooks, refusing } from "./faults.ts";
import { keyOf, newCustomer, recordOf } from "./records.ts";
import { range, sequencesOf, useEvents } from "./support.ts";

const events = useEvents();

/**
 * DynamoDB's rule, which the embedded engine does not have: while a transaction is in flight, other writes of its items
 * are refused. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
function withConflicts(): Required<Hooks>["dynamodb"] {
  const inTransaction = new Set<string>();
  return async (operation, input, proceed) => {
    const keys = keysIn(input);
    if (keys.some((key) => inTransaction.has(key))) throw conflict();
    if (operation !== "TransactWriteItems") return proceed();
    for (const key of keys) inTransaction.add(key);
    return proceed().finally(() => {
      for (const key of keys) inTransaction.delete(key);
    });
  };
}

/** The keys of items written by a request that names them. */
function keysIn(input: ServiceInputTypes): string[] {
  if ("TransactItems" in input)
    return (input.TransactItems ?? []).map(({ Update }: TransactWriteItem) => JSON.stringify(Update?.Key));
  return "UpdateExpression" in input ? [JSON.stringify(input.Key)] : [];
}

describe("parking", () => {
  test("by 16 publishers at once for one subscriber makes no batch come again, and parks everything", async () => {
    const target = await events.newTarget();
    const batches = range(1, 16).map(() => range(1, 2).map(() => newCustomer()));
    events.hooks.sqs = refusing();
    events.hooks.dynamodb = withConflicts();

    const results = await Promise.all(
      batches.map((customers) => {
        const records = customers.map((customer) => recordOf(customer));
        return events.publish(records, [target]);
      }),
    );

    expect(results.map(({ incomplete, parked }) => [incomplete.size, parked])).toEqual(batches.map(() => [0, 2]));
    const keys = batches.flat().map(keyOf);
    expect(await events.parked(target)).toEqual(Object.fromEntries(keys.map((key) => [key, 1])));
    delete events.hooks.sqs;
    await events.redrive(target);
    expect([await events.parked(target), await events.isFlagged(target)]).toEqual([{}, false]);
    expect(sequencesOf(await events.drain(target))).toEqual(Object.fromEntries(keys.map((key) => [key, [1]])));
  });

  test("leaves the flag up when a redrive takes it away between the flag and the first marker", async () => {
    const target = await events.newTarget();
    const customer = newCustomer();
    events.hooks.sqs = refusing();
    let isFirst = true;
    events.hooks.dynamodb = async (operation, input, proceed) => {
      const isMarker = operation === "UpdateItem" && JSON.stringify(input).includes(`parked#${target.name}`);
      if (isMarker && isFirst) {
        isFirst = false;
        await events.redrive(target);
        expect(await events.isFlagged(target)).toBe(false);
      }
      return proceed();
    };

    await events.publish([recordOf(customer)], [target]);

    expect(isFirst).toBe(false);
    expect([await events.parked(target), await events.isFlagged(target)]).toEqual([{ [keyOf(customer)]: 1 }, true]);
  });

  test("leaves the flag up when a redrive that saw no marker takes it away after the last one", async () => {
    const target = await events.newTarget();
    const customer = newCustomer();
    events.hooks.sqs = refusing();
    const [sawNothing, markerIsSet] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let redriving: Promise<unknown> = Promise.resolve();
    events.hooks.dynamodb = async (operation, input, proceed) => {
      const text = JSON.stringify(input);
      if (operation === "DeleteItem" && text.includes('"flags"')) {
        sawNothing.resolve();
        await markerIsSet.promise;
        return proceed();
      }
      if (operation !== "UpdateItem" || !text.includes(`parked#${target.name}`)) return proceed();
      redriving = events.redrive(target);
      await sawNothing.promise;
      return proceed().finally(markerIsSet.resolve);
    };

    await events.publish([recordOf(customer)], [target]);
    delete events.hooks.sqs;
    await redriving;
    await events.redrive(target);

    expect([await events.parked(target), await events.isFlagged(target)]).toEqual([{}, false]);
    expect(sequencesOf(await events.drain(target))).toEqual({ [keyOf(customer)]: [1] });
  });

  test("that is interrupted leaves at most a flag without markers, which the next redrive takes away", async () => {
    const target = await events.newTarget();
    const customer = newCustomer();
    events.hooks.sqs = refusing();
    events.hooks.dynamodb = async (operation, input, proceed) => {
      if (operation === "UpdateItem" && JSON.stringify(input).includes(`parked#${target.name}`))
        throw new Error("Dead");
      return proceed();
    };

    const { incomplete } = await events.publish([recordOf(customer)], [target]);
    delete events.hooks.sqs;
    delete events.hooks.dynamodb;

    expect(incomplete.size).toBe(1);
    expect([await events.parked(target), await events.isFlagged(target)]).toEqual([{}, true]);
    await events.redrive(target);
    expect(await events.isFlagged(target)).toBe(false);
  });
});
