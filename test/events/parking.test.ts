import type { ServiceInputTypes, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import type { Customer } from "../../core/customers/customer.ts";
import { conflict, type Hooks, refusing } from "./faults.ts";
import { changed, keyOf, newCustomer, recordOf } from "./records.ts";
import { call, range, sequencesOf, useEvents } from "./support.ts";

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

describe("what is parked for a subscriber that was removed", () => {
  const parkedFor = async (customers: readonly Customer[]) => {
    const target = await events.newTarget();
    events.hooks.sqs = refusing();
    await events.publish(
      customers.map((customer) => recordOf(customer)),
      [target],
    );
    return target;
  };

  test("counts in no alarm of the others", async () => {
    const [removed, other] = [await parkedFor([newCustomer()]), await events.newTarget()];
    delete events.hooks.sqs;

    const { flagged } = await events.publish([recordOf(newCustomer())], [other]);
    const before = await events.publish([recordOf(newCustomer())], [other, removed]);

    expect([flagged, before.flagged]).toEqual([0, 1]);
  });

  test("is discarded with what is parked meanwhile, and with the progress of its replay", async () => {
    const [one, late] = [newCustomer(), newCustomer()];
    const target = await parkedFor([one]);
    await events.core.startRun(call(), { subscriber: target.name, run: "old", sent: 7 });
    let parkings = 0;
    events.hooks.dynamodb = async (operation, input, proceed) => {
      // Before the marker goes, its customer changes; before the flag goes, another one's event is parked.
      if (operation === "DeleteItem" && ++parkings === 1) await events.publish([recordOf(changed(one), one)], [target]);
      else if (operation === "DeleteItem" && JSON.stringify(input).includes('"flags"') && parkings < 5)
        await events.publish([recordOf(late)], [target]);
      return proceed();
    };

    await events.core.discard(call(), target.name);

    expect(parkings).toBeGreaterThan(4);
    expect([await events.parked(target), await events.isFlagged(target)]).toEqual([{}, false]);
    expect(await events.core.startRun(call(), { subscriber: target.name, run: "new", sent: 0 })).toMatchObject({
      run: "new",
      sent: 0,
    });
    expect(await events.logged(keyOf(one))).toEqual([1, 2]);
  });

  test("may be discarded by several at once, while a publisher parks more", async () => {
    const customers = range(1, 10).map(() => newCustomer());
    const target = await parkedFor(customers);

    await Promise.all([
      ...range(1, 4).map(() => events.core.discard(call(), target.name)),
      ...customers.map((customer) => events.publish([recordOf(changed(customer), customer)], [target])),
    ]);

    const left = Object.keys(await events.parked(target));
    expect(left.length === 0 || (await events.isFlagged(target))).toBe(true);
    await events.core.discard(call(), target.name);
    expect([await events.parked(target), await events.isFlagged(target)]).toEqual([{}, false]);
  });
});
