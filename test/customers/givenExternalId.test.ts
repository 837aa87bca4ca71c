import { afterEach, expect, test, vi } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { create, etagOf, pathOf, unique, useStack } from "../support/service.ts";

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
