import { expect, test } from "vitest";
import { organizationOn, until } from "./support.ts";

test("A customer is found by its words once its change went through the stream's mapping, and by the new ones alone", async () => {
  const client = await organizationOn("production", "org_search");
  const found = async (search: string): Promise<string[]> => {
    const { body } = await client.get(`/api/customers?${new URLSearchParams({ search })}`);
    return body.data.map(({ externalId }: { externalId: string }) => externalId);
  };
  await client.post("/api/customers", { email: "jose@acme.com", id: "user_1", fullName: "José O'Brien" });
  await client.post("/api/customers", { email: "lukasz@acme.com", id: "user_2", fullName: "Łukasz Nowak" });
  await until(async () => (await found("acme")).length === 2);
  expect(await found("acme")).toEqual(["user_2", "user_1"]);
  expect(await found("obrien jo")).toEqual(["user_1"]);

  await client.put("/api/customers/user_1", { fullName: "Zenobia" });
  await until(async () => (await found("zen")).length === 1);
  expect(await found("obrien")).toEqual([]);
});
