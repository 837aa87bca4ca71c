/** Customers that are moved out: what is written of each, whatever happens to it meanwhile. */
import { describe, expect, test } from "vitest";
import { publishChanges } from "../../core/events/publishChanges.ts";
import { type ExportedCustomer, exportAll } from "../../core/moving/exporting.ts";
import { recordsOf } from "../erasures/support.ts";
import type { Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { scaled } from "../support/scale.ts";
import { create, pathOf, useStack } from "../support/service.ts";
import { runOf } from "./support.ts";

const stack = useStack();

async function exported(client: Client, events = false): Promise<{ customers: ExportedCustomer[]; late: number }> {
  const customers: ExportedCustomer[] = [];
  let late = 0;
  for await (const page of exportAll(runOf(client).context, { subscriptions: true, events })) {
    customers.push(...page.customers);
    late += page.late;
  }
  return { customers, late };
}

describe("An export", () => {
  test("has all events of a customer, oldest first, as its history shows them, and says where the latest are missing", async () => {
    const client = await stack.newOrganization();
    const { customer } = await create(client, { id: "u1" });
    await client.put(pathOf("u1"), { fullName: "Acme" });
    expect(await exported(client, true)).toMatchObject({ late: 1, customers: [{ events: [] }] });
    await publishChanges(await recordsOf(customer.id), []);

    const { customers, late } = await exported(client, true);

    const { data } = (await client.get(`${pathOf("u1")}/events`)).body;
    expect([customers.map(({ events }) => events), late]).toEqual([[data.toReversed()], 0]);
    expect(data).toHaveLength(2);
  });

  test("has each customer's subscriptions as they were at one moment, however often they change meanwhile", async () => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, [{ code: "pro", name: "Pro" }]);
    await create(client, { id: "u1" });
    const all: string[] = [];
    let isChanging = true;
    const changing = (async () => {
      for (let round = 0; round < scaled(8, 80); round++) {
        const { body } = await client.post("/api/subscriptions", { customerId: "u1", planCode: "pro" });
        all.push(body.data.id);
        await client.post(`/api/subscriptions/${body.data.id}/cancel`, { immediate: true });
      }
      isChanging = false;
    })();
    const seen: string[][] = [];
    while (isChanging) {
      const { customers } = await exported(client);
      const [{ subscription, pastSubscriptions = [] } = {}] = customers;
      seen.push([...pastSubscriptions, ...(subscription ? [subscription] : [])].map(({ id }) => id));
    }
    await changing;
    for (const ids of seen) expect(ids.toSorted()).toEqual(all.slice(0, ids.length).toSorted());
    expect(Math.max(...seen.map((ids) => ids.length))).toBeGreaterThan(1);
  });

  test("has nothing of a customer that was erased", async () => {
    const client = await stack.newOrganization();
    const [{ customer }] = [await create(client, { id: "gone" }), await create(client, { id: "left" })];
    await client.post(`/api/customers/${customer.id}/erase`, { confirm: customer.id });
    const { customers } = await exported(client);
    expect(customers.map(({ externalId }) => externalId)).toEqual(["left"]);
  });
});
