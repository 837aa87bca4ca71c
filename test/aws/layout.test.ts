/** A version that was brought back meets what a newer one has stored. */
import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import type { Item } from "../../core/aws/item.ts";
import { NEWEST_LAYOUT } from "../../core/aws/layout.ts";
import storedItems from "../../docs/stored-items.json" with { type: "json" };
import { localTableNames } from "../../local/engine/tables.ts";
import { type Api, startApi } from "../support/api.ts";
import { kinds, type Place, type Table, writeItems } from "./storedKinds.ts";

let api: Api;
beforeAll(async () => {
  api = await startApi({ publishes: false });
  await writeItems();
});
afterAll(() => api.stop());

const keyAt = (table: Table, pk: string, sk?: string) => ({
  TableName: localTableNames[table],
  Key: { pk: { S: pk }, ...(sk === undefined ? {} : { sk: { S: sk } }) },
});
const stored = async (...place: Place): Promise<Item | undefined> =>
  (await dynamodb().send(new GetItemCommand({ ...keyAt(...place), ConsistentRead: true }))).Item;
/** Gives an item that is there a layout, as a newer version would have. */
const setLayout = (layout: number, ...place: Place) =>
  dynamodb().send(
    new UpdateItemCommand({
      ...keyAt(...place),
      UpdateExpression: "SET #schema = :layout",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#schema": "schema" },
      ExpressionAttributeValues: { ":layout": { N: String(layout) } },
    }),
  );

test.each(Object.entries(kinds))(
  "%s of a newer layout is neither read nor written over",
  async (_, { place, uses }) => {
    await setLayout(NEWEST_LAYOUT + 1, ...place());
    const before = await stored(...place());

    for (const [use, run] of Object.entries(uses)) {
      await expect(run(), use).rejects.toMatchObject({ code: "stored_by_newer_version" });
      expect(await stored(...place()), use).toEqual(before);
    }

    await setLayout(NEWEST_LAYOUT, ...place());
    for (const run of Object.values(uses)) await run();
  },
);

test("Every kind of item is among these", () => {
  for (const { name, items } of storedItems)
    for (const { pk, sk, ...rest } of items as Record<"pk" | "sk", string>[]) {
      const item = `${name} ${JSON.stringify({ pk, sk, ...rest })}`;
      expect(
        Object.values(kinds).filter(({ looks }) => looks.test(item)),
        item,
      ).toHaveLength(1);
    }
});

test("A request that meets such an item is answered with 500 and the code, and logged", async () => {
  const client = await api.newOrganization();
  const { body } = await client.post("/api/customers", { email: "a@acme.example" });
  await setLayout(NEWEST_LAYOUT + 1, "customers", `${client.organizationId}#${body.data.id}`);

  for (const answer of [
    await client.get(`/api/customers/${body.data.id}`),
    await client.get("/api/customers"),
    await client.put(`/api/customers/${body.data.id}`, { fullName: "Acme" }),
  ]) {
    expect([answer.status, answer.body.error.code]).toEqual([500, "stored_by_newer_version"]);
    expect(answer.headers.get("retry-after")).toBeNull();
  }
});
