/** Rows whose external id an erased customer had: refused, until `customers erase --free` lets it be used again. */
import { beforeAll, describe, expect, test } from "vitest";
import { call } from "../../commands/run.ts";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { randomCustomerId } from "../../core/customers/ids.ts";
import { freeExternalId, getErasure } from "../../core/erasures/store.ts";
import type { Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { scaled } from "../support/scale.ts";
import { create, newCustomer, outcome, parallel, pathOf, stored, unique, useStack } from "../support/service.ts";
import { importRows, runOf, told } from "./support.ts";

const stack = useStack();
let ids = 0;
const ownId = (): string => `cus_Freed${++ids}`;
const row = (fields: object) => ({ email: `${unique("freed")}@acme.com`, ...fields });

const erase = (client: Client, id: string) => client.post(`/api/customers/${id}/erase`, { confirm: id });

/** What `customers erase --free` does; returns the id of the customer that may use the external id. */
async function free({ organizationId }: Client, customerId: string, nextId = randomCustomerId()): Promise<string> {
  const erasure = await getErasure(call(), { organizationId, customerId });
  if (!erasure) throw new Error("It was not erased");
  await freeExternalId({ ...call(), organizationId, requestId: "free" }, erasure, nextId);
  return nextId;
}

/** An external id whose customer was erased, at the id derived from it or at one of its own. */
async function erasedCustomer(client: Client, hadOwnId = false): Promise<{ externalId: string; erasedId: string }> {
  const externalId = unique("freed");
  const [imported] = await importRows(runOf(client), [row(hadOwnId ? { id: ownId(), externalId } : { externalId })]);
  const erasedId = imported?.customerId ?? "";
  expect((await erase(client, erasedId)).status).toBeLessThan(300);
  return { externalId, erasedId };
}

const customersOf = async (client: Client): Promise<{ id: string }[]> =>
  (await client.get("/api/customers?limit=100")).body.data;

describe("A row whose external id an erased customer had", () => {
  test("is refused by the name of that customer, also with an id of its own, and as a row of that very customer", async () => {
    const client = await stack.newOrganization();
    for (const hadOwnId of [false, true]) {
      const { externalId, erasedId } = await erasedCustomer(client, hadOwnId);
      for (const fields of [{ externalId }, { id: ownId(), externalId }, { id: erasedId }])
        for (const isDryRun of [true, false])
          expect(await importRows(runOf(client, { isDryRun }), [row(fields)])).toMatchObject([
            { outcome: "refused", code: "customer_erased", customerId: erasedId },
          ]);
    }
    expect(await customersOf(client)).toEqual([]);
  });

  test.each([
    ["without an id of its own", false, () => ({})],
    ["without an id of its own, where the erased one had one", true, () => ({})],
    ["with an id of its own", false, () => ({ id: ownId() })],
    ["with an id of its own, as the erased one", true, () => ({ id: ownId() })],
    ["with the very id that it was freed for", false, (next: string) => ({ id: next })],
  ])("makes a new customer once that id is free, as a create does: %s", async (_, hadOwnId, idOf) => {
    const client = await stack.newOrganization();
    const { externalId, erasedId } = await erasedCustomer(client, hadOwnId);
    const next = await free(client, erasedId);
    const rows = [row({ ...idOf(next), externalId })];
    const expected = { outcome: "created", customerId: rows[0] && "id" in rows[0] ? rows[0].id : next };

    expect(await importRows(runOf(client, { isDryRun: true }), rows)).toMatchObject([expected]);
    expect(await customersOf(client)).toEqual([]);
    const run = runOf(client);
    expect(await importRows(run, rows)).toMatchObject([expected]);

    const { customer } = await stored(client, externalId);
    expect(customer).toMatchObject({ id: expected.customerId, externalId, email: rows[0]?.email });
    const created = await client.post("/api/customers", newCustomer({ id: externalId }));
    expect([outcome(created), created.body.data]).toEqual(["200", customer]);
    expect(await importRows(run, rows)).toMatchObject([expected]);
    expect(await importRows(runOf(client), rows)).toMatchObject([{ ...expected, outcome: "exists" }]);
    expect(outcome(await client.get(pathOf(erasedId)))).toBe("410 customer_erased");
    expect(await customersOf(client)).toEqual([customer]);
    // The next one may be erased as well, and its external id be freed once more.
    await erase(client, customer.id);
    expect(outcome(await client.get(pathOf(externalId)))).toBe("410 customer_erased");
    expect(await importRows(runOf(client), [row({ externalId })])).toMatchObject([
      { code: "customer_erased", customerId: customer.id },
    ]);
    const last = await free(client, customer.id);
    expect(await importRows(runOf(client), [row({ externalId })])).toMatchObject([
      { outcome: "created", customerId: last },
    ]);
  });

  test("brings its subscriptions, whose ids go with the new customer's", async () => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, [{ code: "pro", name: "Pro" }]);
    const { externalId, erasedId } = await erasedCustomer(client);
    const next = await free(client, erasedId);
    expect((await importRows(runOf(client), [row({ externalId, planCode: "pro" })])).map(told)).toEqual(["created"]);
    const { data } = (await client.get(`/api/subscriptions/active?customerId=${externalId}`)).body;
    expect(data).toMatchObject({ customerId: next, planName: "Pro" });
    expect((await client.get(`/api/subscriptions/${data.id}`)).body.data.id).toBe(data.id);
  });

  test("leaves a customer that has the freed external id by now as it is, and tells a row with an id of its own which", async () => {
    const client = await stack.newOrganization();
    const { externalId, erasedId } = await erasedCustomer(client);
    await free(client, erasedId);
    const { customer } = await create(client, { id: externalId });
    expect(await importRows(runOf(client), [row({ externalId })])).toMatchObject([
      { outcome: "exists", customerId: customer.id },
    ]);
    expect(await importRows(runOf(client), [row({ id: ownId(), externalId })])).toMatchObject([
      { outcome: "refused", code: "external_id_taken", customerId: customer.id },
    ]);
    expect(await customersOf(client)).toEqual([customer]);
  });
});

describe("A freed external id", () => {
  test("that imports, imports with ids of their own and creates ask for at once, while it is freed, has one customer", async () => {
    const client = await stack.newOrganization();
    const rounds = scaled(6, 60);
    for (let round = 0; round < rounds; round++) {
      const { externalId, erasedId } = await erasedCustomer(client, round % 2 === 1);
      const freeing = round % 3 === 0 ? free(client, erasedId) : await free(client, erasedId);
      const [plain, own, creates] = await Promise.all([
        parallel(3, () => importRows(runOf(client), [row({ externalId })])),
        parallel(3, () => importRows(runOf(client), [row({ id: ownId(), externalId })])),
        parallel(3, () => client.post("/api/customers", newCustomer({ id: externalId }))),
      ]);
      await freeing;
      const [last] = await importRows(runOf(client), [row({ externalId })]);
      const { customer } = await stored(client, externalId);
      const imports = [...plain.flat(), ...own.flat(), ...(last ? [last] : [])];
      const made = imports.filter((it) => it.outcome === "created").length;
      expect(made + creates.filter(({ status }) => status === 201).length).toBe(1);
      const named = [...imports.map(({ customerId }) => customerId), ...creates.map(({ body }) => body.data?.id)];
      expect([customer.id, erasedId]).toEqual(expect.arrayContaining([...new Set(named.filter(Boolean))]));
    }
    expect(await customersOf(client)).toHaveLength(rounds);
  });

  describe("of an import that is killed", () => {
    let left = Number.POSITIVE_INFINITY;
    beforeAll(() => {
      dynamodb().middlewareStack.add(
        (next) => (args) => {
          if (left-- > 0) return next(args);
          throw new Error("killed");
        },
        { step: "initialize", name: "killImport" },
      );
      dynamodb().destroy();
    });

    test.each([
      ["without an id of their own", () => ({})],
      ["with one", () => ({ id: ownId() })],
    ])(
      "before any request, and started again, has one customer, which that import has created: rows %s",
      async (_, idOf) => {
        const client = await stack.newOrganization();
        for (let requests = 0, wasKilled = true; wasKilled; requests++) {
          const { externalId, erasedId } = await erasedCustomer(client);
          await free(client, erasedId);
          const [run, rows] = [runOf(client), [row({ ...idOf(), externalId })]];
          left = requests;
          await importRows(run, rows).catch(() => undefined);
          wasKilled = left < 0;
          left = Number.POSITIVE_INFINITY;

          const [again] = await importRows(run, rows);

          expect(again?.outcome).toBe("created");
          expect((await stored(client, externalId)).customer.id).toBe(again?.customerId);
          expect(await customersOf(client)).toHaveLength(requests + 1);
        }
      },
    );
  });
});
