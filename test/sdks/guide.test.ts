/** Every Python snippet of the guide, byte for byte, through the SDK of the guide's era as it is. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Language, languages, type Operation, pythonSnippets, readGuide, shownIn } from "../contract/guide.ts";
import { importCustomer } from "../contract/importCustomer.ts";
import { isObject, type JsonObject } from "../contract/strict-parsers.ts";
import { releases } from "./releases.ts";
import type { Client } from "./sdk.ts";
import { hasPython, type Stage, startStage } from "./stage.ts";

/** Thirty customers besides the one that the guide names: two pages of 25. */
const others = Array.from({ length: 30 }, (_, i) => ({ email: `customer${i}@acme.com`, id: `other_${i}` }));

describe.runIf(hasPython)("commet-sdk 1.10.0", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.stop());

  describe.each(languages)("runs the Python snippets of the guide in %s", (language: Language) => {
    const snippets = pythonSnippets(readGuide(language));
    const results = new Map<Operation, JsonObject>();
    let sdk: Client;
    beforeAll(async () => {
      const release = releases.find(({ name }) => name === "commet-sdk 1.10.0");
      if (!release) throw new Error("no such release");
      const caller = await stage.api.newOrganization();
      sdk = (await stage.start(release)).as(caller.key);
      await importCustomer(caller.organizationId, "cus_abc123");
      await sdk.result(release.dialect.createBatch(others));
      for (const [i, operation] of shownIn(language).entries()) {
        const variable = operation === "nextPage" ? "next_page" : "response";
        const variables = { next_cursor: results.get("list")?.nextCursor };
        const result = await sdk.run(snippets[i] ?? "", variable, variables);
        if (isObject(result)) results.set(operation, result);
      }
    });

    test("all of them, none overlooked", () => {
      expect(snippets).toHaveLength(shownIn(language).length);
    });

    test("create and get find a customer", () => {
      expect(results.get("create")?.data).toMatchObject({ externalId: "user_123", billingEmail: "billing@acme.com" });
      expect(results.get("get")?.data).toMatchObject({ id: "cus_abc123", billingEmail: "imported@acme.com" });
    });

    test("create run again returns the existing record, unchanged", async () => {
      expect(await sdk.run(snippets[0] ?? "", "response")).toEqual(results.get("create"));
    });

    test("update, and archive where the page has it, change the customer", async () => {
      const changed = await sdk.run("changed = commet.customers.get('cus_abc123').data", "changed");
      expect(changed).toMatchObject({ billingEmail: "new@acme.com", isActive: language === "es" });
    });

    test("list gives 25 customers and a cursor, the next page the rest", () => {
      const [first, next] = [results.get("list"), results.get("nextPage")];
      const seen = [first, next].flatMap((page) => (Array.isArray(page?.data) ? page.data : []));
      expect([first?.hasMore, typeof first?.nextCursor]).toEqual([true, "string"]);
      expect([next?.hasMore, next?.nextCursor]).toEqual([false, null]);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(32);
    });
  });
});
