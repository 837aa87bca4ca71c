/** Every curl command of the guide, byte for byte, in the guide's order; only host, key and cursor are replaced. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { curlCommands, parseCurl } from "../../commands/curl.ts";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { type Language, languages, type Operation, readGuide, shownIn } from "./guide.ts";
import { importCustomer } from "./importCustomer.ts";
import { strictCustomer, strictError, strictList } from "./strict-parsers.ts";
import { send, type WireAnswer } from "./wire.ts";

let api: Api;
beforeAll(async () => {
  api = await sharedApi();
});
afterAll(() => api.stop());

/** Runs a command as a shell with these variables would, against the stack instead of commet.co. */
const run = (command: string, client: Client, nextCursor = ""): Promise<WireAnswer> => {
  const { url, ...request } = parseCurl(command, { COMMET_API_KEY: client.key, NEXT_CURSOR: nextCursor });
  return send(api.url, { ...request, path: url.replace(/^https:\/\/commet\.co(?=\/)/, "") });
};

const austin = { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" };

describe.each(languages)("the curl commands of the guide in %s", (language: Language) => {
  const commands = curlCommands(readGuide(language));
  const command = (operation: Operation): string => commands[shownIn(language).indexOf(operation)] ?? "";
  const answers = new Map<Operation, WireAnswer>();
  const answer = (operation: Operation): WireAnswer => {
    const found = answers.get(operation);
    if (!found) throw new Error(`${operation} was not run`);
    return found;
  };
  let client: Client;

  beforeAll(async () => {
    client = await api.newOrganization();
    await importCustomer(client.organizationId, "cus_abc123");
    const customers = Array.from({ length: 30 }, (_, i) => ({ email: `customer${i}@acme.com` }));
    await client.post("/api/customers/batch", { customers });
    let nextCursor = "";
    for (const operation of shownIn(language)) {
      answers.set(operation, await run(command(operation), client, nextCursor));
      if (operation === "list") nextCursor = strictList(answer("list")).nextCursor ?? "";
    }
  });

  test("are all of them run, none overlooked", () => {
    expect(commands).toHaveLength(shownIn(language).length);
    expect(readGuide(language).match(/curl/g)).toHaveLength(commands.length);
  });

  test("create, without an Idempotency-Key, gives a Commet ID and keeps the id as externalId", () => {
    const created = strictCustomer(answer("create"));
    expect(answer("create").status).toBe(201);
    expect(created.id).toMatch(/^cus_[A-Za-z0-9]{24}$/);
    expect(created).toMatchObject({ externalId: "user_123", billingEmail: "billing@acme.com", isActive: true });
  });

  test("create sent twice, even with another email, returns the one record unchanged", async () => {
    const again = await run(command("create"), client);
    const otherEmail = await run(command("create").replace("billing@acme.com", "other@acme.com"), client);
    expect([again.status, otherEmail.status]).toEqual([200, 200]);
    const created = strictCustomer(answer("create"));
    expect(strictCustomer(again).id).toBe(created.id);
    expect(strictCustomer(otherEmail)).toEqual(strictCustomer(again));
    const { body } = await client.get("/api/customers?externalId=user_123");
    expect(body.data).toHaveLength(1);
  });

  test("get returns the customer as it was", () => {
    expect(answer("get").status).toBe(200);
    expect(strictCustomer(answer("get"))).toMatchObject({ id: "cus_abc123", billingEmail: "imported@acme.com" });
  });

  test("update returns the customer with the new email and address", () => {
    expect(answer("update").status).toBe(200);
    expect(strictCustomer(answer("update"))).toMatchObject({
      id: "cus_abc123",
      billingEmail: "new@acme.com",
      address: austin,
    });
  });

  test("update works with the user's id in the path as well", async () => {
    const updated = await run(command("update").replace("cus_abc123", "user_123"), client);
    expect(updated.status).toBe(200);
    expect(strictCustomer(updated)).toMatchObject({
      id: strictCustomer(answer("create")).id,
      externalId: "user_123",
      billingEmail: "new@acme.com",
      address: austin,
    });
  });

  test("list gives 25 customers and a cursor that curl can put into a URL as it is", () => {
    const page = strictList(answer("list"));
    expect([page.data.length, page.hasMore]).toEqual([25, true]);
    expect(page.nextCursor).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  test("the next page gives the rest, without repeats or gaps, and says that it is the last", () => {
    const first = strictList(answer("list"));
    const next = strictList(answer("nextPage"));
    expect([next.data.length, next.hasMore, next.nextCursor]).toEqual([7, false, null]);
    expect(new Set([...first.data, ...next.data].map(({ id }) => id)).size).toBe(32);
  });

  test("a page never has more than 100 customers", async () => {
    const customers = Array.from({ length: 80 }, (_, i) => ({ email: `more${i}@acme.com` }));
    await client.post("/api/customers/batch", { customers });
    const page = strictList(await run(command("list").replace("limit=25", "limit=500"), client));
    expect([page.data.length, page.hasMore]).toEqual([100, true]);
  });

  test("create without an email is a validation error on email", async () => {
    const refused = await run(command("create").replace('"billingEmail": "billing@acme.com",', ""), client);
    const { status, code, validationErrors } = strictError(refused);
    expect([status, code]).toEqual([422, "validation_error"]);
    expect(validationErrors).toEqual({ email: [expect.any(String)] });
  });

  test("the same commands with an unknown id answer 404 in JSON", async () => {
    for (const operation of ["get", "update"] as const) {
      const { status, code } = strictError(await run(command(operation).replace("cus_abc123", "cus_nobody"), client));
      expect([status, code]).toEqual([404, "customer_not_found"]);
    }
  });
});

describe("the curl command that archives", () => {
  const archive = curlCommands(readGuide("en")).at(-1) ?? "";
  let client: Client;
  beforeAll(async () => {
    client = await api.newOrganization();
    await importCustomer(client.organizationId, "cus_abc123", { fullName: "Acme" });
  });

  test("returns the full customer, archived, and the same again when it is repeated", async () => {
    const archived = await run(archive, client);
    const repeated = await run(archive, client);
    expect([archived.status, repeated.status]).toEqual([200, 200]);
    expect(strictCustomer(archived)).toMatchObject({ id: "cus_abc123", fullName: "Acme", isActive: false });
    expect(strictCustomer(repeated)).toEqual(strictCustomer(archived));
  });

  test("is final: a reactivation is refused and changes nothing", async () => {
    await run(archive, client);
    const { status, code } = strictError(await run(archive.replace("false", "true"), client));
    expect([status, code]).toEqual([409, "customer_archived"]);
    const { body } = await client.get("/api/customers/cus_abc123");
    expect(body.data.isActive).toBe(false);
  });
});
