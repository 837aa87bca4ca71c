import { describe, expect, test } from "vitest";
import { scaled } from "../support/scale.ts";
import {
  create,
  newCustomer,
  outcome,
  parallel,
  pathOf,
  reservedId,
  stored,
  unique,
  useStack,
} from "../support/service.ts";
import { importRows, runOf, told } from "./support.ts";

const stack = useStack();
let ids = 0;
const ownId = (): string => `cus_Own${++ids}`;

describe("a customer imported with an id of its own and an external id", () => {
  test("is the one that both ids, lists, updates and later creates lead to", async () => {
    const client = await stack.newOrganization();
    const [id, externalId] = [ownId(), unique()];

    const [imported] = await importRows(runOf(client), [{ id, externalId, email: "a@acme.com" }]);

    expect(imported).toMatchObject({ outcome: "created", customerId: id });
    const { customer } = await stored(client, id);
    expect(customer).toMatchObject({ id, externalId, email: "a@acme.com" });
    expect((await stored(client, externalId)).customer).toEqual(customer);
    for (const parameter of ["externalId", "customerId"])
      expect((await client.get(`/api/customers?${parameter}=${externalId}`)).body.data).toEqual([customer]);
    const created = await client.post("/api/customers", newCustomer({ id: externalId }));
    expect([outcome(created), created.body.data]).toEqual(["200", customer]);
    const batch = await client.post("/api/customers/batch", { customers: [newCustomer({ id: externalId })] });
    expect(batch.body.data.successful).toEqual([customer]);
    const updated = await client.put(pathOf(externalId), { fullName: "Acme" });
    expect(updated.body.data).toMatchObject({ id, fullName: "Acme" });
    expect((await client.get("/api/customers")).body.data).toEqual([updated.body.data]);
  });

  test("keeps its external id from others, and its id from being used twice", async () => {
    const client = await stack.newOrganization();
    const [id, externalId] = [ownId(), unique()];
    await importRows(runOf(client), [{ id, externalId, email: "a@acme.com" }]);

    const { customer } = await create(client);
    expect(outcome(await client.put(pathOf(customer.id), { externalId }))).toBe("409 external_id_taken");
    const again = await importRows(runOf(client), [{ id, externalId: unique(), email: "b@acme.com" }]);
    expect(again).toMatchObject([{ outcome: "exists", customerId: id }]);
    const [other] = await importRows(runOf(client), [{ id: ownId(), externalId, email: "b@acme.com" }]);
    expect(other).toMatchObject({ outcome: "refused", code: "external_id_taken", customerId: id });
    expect((await stored(client, externalId)).customer.email).toBe("a@acme.com");
  });

  test("whose id is the one derived from its external id has that place alone", async () => {
    const client = await stack.newOrganization();
    const externalId = unique();
    const id = await reservedId(client, externalId);

    expect(await importRows(runOf(client), [{ id, externalId, email: "a@acme.com" }])).toMatchObject([
      { outcome: "created", customerId: id },
    ]);
    expect((await stored(client, externalId)).customer.id).toBe(id);
  });

  test("is refused where its id is kept for the external id of another one", async () => {
    const client = await stack.newOrganization();
    const [externalId, { customer }] = [unique(), await create(client)];
    await client.put(pathOf(customer.id), { externalId });

    const rows = [{ id: await reservedId(client, externalId), email: "a@acme.com" }];
    expect((await importRows(runOf(client), rows)).map(told)).toEqual([
      "validation_error: id is kept for another customer's external id",
    ]);
    expect((await stored(client, externalId)).customer.id).toBe(customer.id);
  });

  test("without an external id is found by its id, and one given later leads to it", async () => {
    const client = await stack.newOrganization();
    const [id, externalId] = [ownId(), unique()];
    await importRows(runOf(client), [{ id, email: "a@acme.com" }]);

    expect(outcome(await client.put(pathOf(id), { externalId }))).toBe("200");
    const row = { externalId, email: "b@acme.com" };
    expect(await importRows(runOf(client), [row])).toMatchObject([{ outcome: "exists", customerId: id }]);
    expect((await client.post("/api/customers", row)).body.data.id).toBe(id);
  });
});

describe("races", () => {
  test("of imports with ids of their own and creates for one external id leave one customer, which all are told of", async () => {
    const client = await stack.newOrganization();
    const rounds = scaled(6, 60);
    for (let round = 0; round < rounds; round++) {
      const externalId = unique("raced");
      const [imports, creates] = await Promise.all([
        parallel(4, () => importRows(runOf(client), [{ id: ownId(), externalId, email: "a@acme.com" }])),
        parallel(4, () => client.post("/api/customers", newCustomer({ id: externalId }))),
      ]);
      const { customer } = await stored(client, externalId);
      const made = imports.flat().filter((it) => it.outcome === "created");
      expect(made.length + creates.filter(({ status }) => status === 201).length).toBe(1);
      for (const { customerId } of imports.flat()) expect(customerId).toBe(customer.id);
      for (const { body } of creates) expect(body.data.id).toBe(customer.id);
    }
    expect((await client.get("/api/customers?limit=100")).body.data).toHaveLength(rounds);
  });

  test("of 10 imports of the same rows make each customer once", async () => {
    const client = await stack.newOrganization();
    const rows = Array.from({ length: 8 }, (_, i) => ({
      ...[{ id: `cus_Raced${i}` }, { id: `user_${i}` }, { id: `cus_Raced${i}`, externalId: `user_${i}` }, {}][i % 4],
      email: `raced${i}@acme.com`,
    }));
    const file = unique("file");
    const outcomes = (await parallel(10, () => importRows(runOf(client, { file }), rows))).flat();
    expect(outcomes.filter((it) => it.outcome === "created")).toHaveLength(rows.length);
    expect(outcomes.filter((it) => it.outcome === "exists")).toHaveLength(9 * rows.length);
    expect((await client.get("/api/customers?limit=100")).body.data).toHaveLength(rows.length);
  });
});
