import { afterEach, expect, test, vi } from "vitest";
import { call } from "../../commands/run.ts";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { randomCustomerId } from "../../core/customers/ids.ts";
import { freeExternalId, getErasure } from "../../core/erasures/store.ts";
import { scaled } from "../support/scale.ts";
import {
  create,
  etagOf,
  newCustomer,
  outcome,
  parallel,
  pathOf,
  stored,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();
afterEach(() => vi.restoreAllMocks());

test("the answer to giving an external id shows that change, not one that came right after it", async () => {
  const dynamodb = dynamodbClient();
  const [id, { customer }] = [unique("given"), await create(stack.client)];
  const send = dynamodb.send.bind(dynamodb) as (...args: unknown[]) => Promise<unknown>;
  vi.spyOn(dynamodb, "send").mockImplementation((async (...args: [object]) => {
    const output = await send(...args);
    if (args[0].constructor.name === "TransactWriteItemsCommand")
      await stack.client.put(pathOf(customer.id), { fullName: "Right after" });
    return output;
  }) as never);

  const answer = await stack.client.put(pathOf(customer.id), { externalId: id, metadata: { a: 1 } });

  expect([answer.body.data.externalId, answer.body.data.fullName, etagOf(answer)]).toEqual([id, null, '"2"']);
});

/** An external id that an erased customer had, and that was freed since. */
async function freedId(): Promise<string> {
  const { client } = stack;
  const { customer } = await create(client, { id: unique("freed") });
  await client.post(`${pathOf(customer.id)}/erase`, { confirm: customer.id });
  const erasure = await getErasure(call(), { organizationId: client.organizationId, customerId: customer.id });
  if (!erasure) throw new Error("It was not erased");
  const context = { ...call(), organizationId: client.organizationId, requestId: "free" };
  await freeExternalId(context, erasure, randomCustomerId());
  return customer.externalId;
}

test("an external id that was freed can be given to a customer, whom it leads to from then on, until that is erased as well", async () => {
  const { client } = stack;
  const [externalId, { customer }, { customer: other }] = [await freedId(), await create(client), await create(client)];

  const given = await client.put(pathOf(customer.id), { externalId });

  expect([outcome(given), given.body.data]).toMatchObject(["200", { id: customer.id, externalId }]);
  expect((await stored(client, externalId)).customer).toEqual(given.body.data);
  expect((await client.post("/api/customers", newCustomer({ id: externalId }))).body.data).toEqual(given.body.data);
  expect(outcome(await client.put(pathOf(other.id), { externalId }))).toBe("409 external_id_taken");
  expect(outcome(await client.put(pathOf(customer.id), { externalId }))).toBe("200");
  await client.post(`${pathOf(externalId)}/erase`, { confirm: customer.id });
  expect(outcome(await client.get(pathOf(externalId)))).toBe("410 customer_erased");
  expect(outcome(await client.post("/api/customers", newCustomer({ id: externalId })))).toBe("410 customer_erased");
  expect(outcome(await client.put(pathOf(other.id), { externalId }))).toBe("409 external_id_taken");
});

test("an external id that was freed has one customer, whoever creates one with it or is given it at once", async () => {
  const { client } = stack;
  for (let round = 0; round < scaled(2, 30); round++) {
    const externalId = await freedId();
    const customers = await parallel(3, async () => (await create(client)).customer);

    const answers = await Promise.all([
      ...customers.map(({ id }) => client.put(pathOf(id), { externalId })),
      ...Array.from({ length: 3 }, () => client.post("/api/customers", newCustomer({ id: externalId }))),
    ]);

    const { customer } = await stored(client, externalId);
    expect(customer.externalId).toBe(externalId);
    for (const answer of answers)
      if (answer.status < 300) expect(answer.body.data.id).toBe(customer.id);
      else expect(outcome(answer)).toBe("409 external_id_taken");
    for (const { id } of customers)
      expect((await stored(client, id)).customer.externalId).toBe(id === customer.id ? externalId : null);
  }
});
