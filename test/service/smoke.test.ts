import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, type Client, startApi } from "../support/api.ts";

let api: Api;
let client: Client;
beforeAll(async () => {
  api = await startApi();
  client = await api.newOrganization();
});
afterAll(() => api.stop());

test("create, get, archive", async () => {
  const created = await client.post("/api/customers", { email: "a@b.co", id: "u1" });
  expect(created.status).toBe(201);
  const again = await client.post("/api/customers", { email: "x@b.co", id: "u1" });
  expect([again.status, again.body.data]).toEqual([200, created.body.data]);
  const archived = await client.put("/api/customers/u1", { isActive: false });
  expect(archived.body.data.isActive).toBe(false);
  expect((await client.put("/api/customers/u1", { email: "z@b.co" })).status).toBe(409);
});
