import { describe, expect, test } from "vitest";
import {
  archived,
  create,
  etagOf,
  newAddress,
  newCustomer,
  outcome,
  parallel,
  pathOf,
  problemFields,
  stored,
  tally,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();

const KEYS = [
  "id",
  "object",
  "organizationId",
  "externalId",
  "email",
  "billingEmail",
  "fullName",
  "domain",
  "website",
  "timezone",
  "language",
  "industry",
  "employeeCount",
  "address",
  "metadata",
  "isActive",
  "archivedAt",
  "livemode",
  "createdAt",
  "updatedAt",
];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ID = /^cus_[A-Za-z0-9]{24}$/;

describe("create, new / existing id", () => {
  test("a new id answers 201 with the full customer, and GET answers the same", async () => {
    const id = unique();
    const fields = {
      fullName: "Acme Inc.",
      domain: "acme.com",
      website: "https://acme.com/",
      timezone: "America/Chicago",
      language: "en",
      industry: "Rockets",
      employeeCount: "11-50",
      taxDocument: "20-12345678-6",
      documentType: "cuit",
      address: newAddress({ line2: "Suite 4", state: "TX", region: "South" }),
      metadata: { plan: "pro", seats: 5, nested: { list: [1, "two", null, true] } },
    };
    const answer = await stack.client.post("/api/customers", { email: "billing@acme.com", id, ...fields });
    expect(outcome(answer)).toBe("201");
    expect(answer.body).toEqual({
      success: true,
      data: {
        id: expect.stringMatching(ID),
        object: "customer",
        organizationId: stack.client.organizationId,
        externalId: id,
        email: "billing@acme.com",
        billingEmail: "billing@acme.com",
        ...fields,
        isActive: true,
        archivedAt: null,
        livemode: false,
        createdAt: expect.stringMatching(TIME),
        updatedAt: answer.body.data.createdAt,
      },
    });
    expect(etagOf(answer)).toBe('"1"');
    expect(await stored(stack.client, answer.body.data.id)).toEqual({ customer: answer.body.data, etag: '"1"' });
  });

  test("what is not given is null, never missing", async () => {
    const { customer } = await create(stack.client);
    const given = ["id", "object", "organizationId", "email", "billingEmail", "isActive", "livemode"];
    for (const key of KEYS.filter((key) => !given.includes(key) && !key.endsWith("edAt")))
      expect([key, customer[key]]).toEqual([key, null]);
    expect(customer.archivedAt).toBeNull();
  });

  test("the keys come in the documented order from create, get, update, list, batch and the details of a 412", async () => {
    const { customer, etag } = await create(stack.client, { id: unique(), metadata: { z: 1, a: 2 } });
    const path = pathOf(customer.id);
    const answers = [
      customer,
      (await stack.client.get(path)).body.data,
      (await stack.client.put(path, { fullName: "Renamed" })).body.data,
      (await stack.client.get(`/api/customers?customerId=${customer.id}`)).body.data[0],
      (await stack.client.get("/api/customers?limit=1")).body.data[0],
      (await stack.client.post("/api/customers/batch", { customers: [newCustomer()] })).body.data.successful[0],
      (await stack.client.put(path, { fullName: "Again" }, { "if-match": etag })).body.details.customer,
    ];
    for (const answer of answers) expect(Object.keys(answer)).toEqual(KEYS);
  });

  test("an existing id answers 200 with the existing record, which is never changed", async () => {
    const id = unique();
    const first = await create(stack.client, { id, fullName: "First" });
    const again = await stack.client.post("/api/customers", {
      email: "other@acme.com",
      externalId: id,
      fullName: "Second",
      address: newAddress(),
      metadata: { a: 1 },
    });
    expect(outcome(again)).toBe("200");
    expect({ customer: again.body.data, etag: etagOf(again) }).toEqual(first);
    expect(await stored(stack.client, id)).toEqual(first);
  });

  test("an existing id of an archived customer answers 200 with it, still archived", async () => {
    const id = unique();
    const before = await archived(stack.client, { id });
    const again = await stack.client.post("/api/customers", newCustomer({ id }));
    expect(outcome(again)).toBe("200");
    expect({ customer: again.body.data, etag: etagOf(again) }).toEqual(before);
    expect(await stored(stack.client, id)).toEqual(before);
  });

  test("an existing id of an updated customer answers 200 with the record as it is now", async () => {
    const id = unique();
    await create(stack.client, { id });
    const updated = await stack.client.put(pathOf(id), { fullName: "Now" });
    const again = await stack.client.post("/api/customers", newCustomer({ id }));
    expect([outcome(again), etagOf(again), again.body.data]).toEqual(["200", '"2"', updated.body.data]);
  });

  test("an id that a customer was given after its creation answers 200 with that customer", async () => {
    const { customer } = await create(stack.client);
    const id = unique();
    const given = await stack.client.put(pathOf(customer.id), { externalId: id });
    const again = await stack.client.post("/api/customers", newCustomer({ id }));
    expect([outcome(again), again.body.data]).toEqual(["200", given.body.data]);
  });

  test("without an id and a key every create makes a customer, of the same email too", async () => {
    const answers = await parallel(5, () => stack.client.post("/api/customers", { email: "same@acme.com" }));
    expect(tally(answers)).toEqual({ 201: 5 });
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(5);
  });

  test("the same id in another organization is another customer", async () => {
    const id = unique();
    const { customer } = await create(stack.client, { id });
    const other = await create(await stack.newOrganization(), { id });
    expect(other.customer.id).not.toBe(customer.id);
  });

  test("the alias at the root is the same operation on the same customers", async () => {
    const id = unique();
    const made = await stack.client.post("/customers", newCustomer({ id }));
    const again = await stack.client.post("/api/customers", newCustomer({ id }));
    expect([outcome(made), outcome(again), again.body.data]).toEqual(["201", "200", made.body.data]);
    expect((await stack.client.get(`/customers/${id}`)).body.data).toEqual(made.body.data);
  });
});

describe("every problem in a request is reported at once", () => {
  test("with the fields named as the caller of the guide wrote them", async () => {
    const answer = await stack.client.post("/api/customers", {
      billingEmail: "nonsense",
      externalId: "cus_mine",
      fullName: 5,
      timezone: "Mars/Phobos",
      website: "\u0000",
      address: { line1: "", city: 7, country: "Atlantis" },
      metadata: { deep: [[[[[[[[[[1]]]]]]]]]], big: 2 ** 53 },
    });
    expect(problemFields(answer).sort()).toEqual(
      [
        "address.city",
        "address.country",
        "address.line1",
        "address.postalCode",
        "email",
        "fullName",
        "id",
        "metadata.big",
        "metadata.deep",
        "timezone",
        "website",
      ].sort(),
    );
  });

  test("a missing email is a problem on email, also beside other problems", async () => {
    expect(problemFields(await stack.client.post("/api/customers", {}))).toEqual(["email"]);
    expect(problemFields(await stack.client.post("/api/customers", { email: null, fullName: [] })).sort()).toEqual([
      "email",
      "fullName",
    ]);
  });

  test("email and billingEmail that differ are a problem on email; equal ones are none", async () => {
    const differing = await stack.client.post("/api/customers", { email: "a@acme.com", billingEmail: "b@acme.com" });
    expect(problemFields(differing)).toEqual(["email"]);
    const equal = await stack.client.post("/api/customers", { email: "a@acme.com", billingEmail: "a@acme.com" });
    expect(outcome(equal)).toBe("201");
  });

  test.each([
    "nonsense",
    "a@",
    "@acme.com",
    "a b@acme.com",
    "a@acme",
    "a@b@acme.com",
    "a@acme..com",
    "",
    " a@acme.com",
  ])("%j is no email", async (email) => {
    const fields = new Set(problemFields(await stack.client.post("/api/customers", { email })));
    expect([...fields]).toEqual(["email"]);
  });
});
