import { afterAll, describe, expect, test } from "vitest";
import { judge, type Measure } from "../../bench/measure.ts";
import { bundle, largest, measuredRoutes } from "../../bench/measures/bundle.ts";
import { unitsOfCreate } from "../../bench/measures/designs.ts";
import { countPublishing, fanout } from "../../bench/measures/fanout.ts";
import { countOperations, units } from "../../bench/measures/units.ts";
import { readResults } from "../../bench/results.ts";
import { build } from "../../bench/support/build.ts";
import { removeFolders } from "../../bench/support/folder.ts";
import { sampleCustomer } from "../../bench/support/samples.ts";
import { sizeOf } from "../../bench/support/size.ts";
import type { Item } from "../../core/aws/item.ts";
import { keyActor, storedActor } from "../../core/base/actor.ts";
import { toItem } from "../../core/customers/item.ts";
import { entryOf } from "../../core/events/derive.ts";
import { orderKey } from "../../core/events/log.ts";
import { pack } from "../../core/events/packing.ts";
import { changed, recordOf } from "../events/records.ts";
import { stage } from "./stages.ts";

const { bundleOf } = stage("production");
afterAll(removeFolders);

/** The names of figures that miss their goal. */
const missed = ({ goals }: Measure, measured: Readonly<Record<string, number>>): string[] =>
  Object.entries(measured)
    .filter(([name, value]) => !judge(goals[name]?.goal ?? { below: 0 }, value).met)
    .map(([name, value]) => `${name} ${value}`);

describe("What an operation costs stays within its goal:", () => {
  test("the sample customer is 524 bytes as DynamoDB counts them", () => {
    expect(sizeOf(toItem(sampleCustomer(1)))).toBe(524);
  });

  test("the sample customer stays within its KB with the longest name of a key and a long reason", () => {
    const key = { id: `key_${"x".repeat(24)}`, name: "x".repeat(100) };
    const { requestId } = sampleCustomer(1);
    const actor = storedActor({ requestId, actor: keyActor(key, "x".repeat(200)) }) ?? "";
    const customer = { ...sampleCustomer(1), actor, archivedAt: new Date(0).toISOString() };
    expect(sizeOf(toItem(customer))).toBeLessThan(1_024);
  });

  test("an entry of the event log takes less than a third of the bytes that it took as text", () => {
    const created = { ...sampleCustomer(1), id: "cus_HCgYEsEeQHTyHhAJ6R49yS6N" };
    const updated = changed(created, { fullName: "Acme" });
    const archived = changed(updated, { archivedAt: updated.updatedAt });
    const entries = [recordOf(created), recordOf(updated, created), recordOf(archived, updated)].map((record) =>
      entryOf(record, 1),
    );
    for (const entry of entries) {
      if (!entry?.event) throw new Error("The change has no event");
      const key: Item = {
        pk: { S: orderKey(entry) },
        sk: { S: "000000000001" },
        expiresAt: { N: String(entry.expiresAt) },
      };
      const { id, name, body } = entry.event;
      const before: Item = entry.actorBefore ? { actorBefore: { S: JSON.stringify(entry.actorBefore) } } : {};
      const asText = sizeOf({ ...key, id: { S: id }, name: { S: name }, body: { S: body }, ...before });
      expect(sizeOf({ ...key, ...pack(body, entry.actorBefore) }) / asText).toBeLessThan(1 / 3);
    }
  });

  test("capacity units and requests of every operation", async () => {
    const measured = await countOperations(bundleOf);

    expect(Object.keys(measured).toSorted()).toEqual(Object.keys(units.goals).toSorted());
    expect(missed(units, measured)).toEqual([]);
  });

  test("requests of the publisher, to DynamoDB and to SQS", async () => {
    expect(missed(fanout, await countPublishing())).toEqual([]);
  });

  test("create costs less than with a transaction or with Powertools Idempotency", async () => {
    const { ours, transaction, powertools } = await unitsOfCreate({
      ours: bundleOf("createCustomer"),
      transaction: await build("bench/peers/transaction"),
      powertools: await build("bench/peers/powertools"),
    });

    expect(ours).toBeLessThan(Number(transaction));
    expect(ours).toBeLessThan(Number(powertools));
  });

  test("the package, and what is loaded of it at start, in KB", () => {
    const { figures } = readResults();

    // The results of the last run are accepted, but not growth.
    for (const [name, kilobytes] of Object.entries(largest(measuredRoutes.map(({ operation }) => bundleOf(operation)))))
      if (!judge(bundle.goals[name]?.goal ?? { below: 0 }, kilobytes).met)
        expect([name, kilobytes]).toEqual([name, Math.min(kilobytes, (figures[name]?.value ?? 0) * 1.05)]);
  });
});
