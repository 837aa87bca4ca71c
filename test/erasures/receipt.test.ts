/** The receipt of an erasure: its signature, what answers show of it, and what a request must say. */
import { createHmac, createSecretKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { storedActor } from "../../core/base/actor.ts";
import { read } from "../../core/base/validation.ts";
import { type Erasure, erasureId, finishedAt, isSigned, signatureOf } from "../../core/erasures/erasure.ts";
import { presentErasure } from "../../core/erasures/presenter.ts";
import { eraseCustomerBody, erasureJson } from "../../core/erasures/schemas.ts";

process.env.LIVEMODE = "true";

const idKey = createSecretKey(Buffer.alloc(32, 7));
const requestId = "request-1";
const actorOf = (actor: Parameters<typeof storedActor>[0]["actor"] & object) => storedActor({ actor, requestId }) ?? "";

const unsigned = {
  id: erasureId({ organizationId: "org_a", customerId: "cus_1" }),
  organizationId: "org_a",
  customerId: "cus_1",
  sequence: 5,
  erasedAt: "2026-03-01T12:00:00.000Z",
  requestId,
  actor: actorOf({ keyId: "key_1", name: "server", reason: "for Ann of Acme" }),
  shard: 3,
  removed: { events: 4, searchEntries: 9, pastSubscriptions: 2 },
};
const signed = (changes: Partial<Erasure> = {}): Erasure => {
  const erasure = { ...unsigned, ...changes };
  return { signature: signatureOf(idKey, erasure), ...erasure };
};
const receipt = signed();

describe("a receipt's id", () => {
  test("is the same for each repeat, and another one for each customer of each organization", () => {
    expect(receipt.id).toMatch(/^era_[A-Za-z0-9]{24}$/);
    const ids = ["org_a", "org_b"].flatMap((organizationId) =>
      ["cus_1", "cus_2"].map((customerId) => erasureId({ organizationId, customerId })),
    );
    expect(new Set(ids).size).toBe(4);
    expect(ids[0]).toBe(receipt.id);
  });
});

describe("a receipt's signature", () => {
  test("is what whoever has the organization's secret can compute again, for as long as there are receipts", () => {
    const signedText = (keyId: string, name: string, command: string) => {
      const text = `["${receipt.id}","org_a","cus_1","2026-03-01T12:00:00.000Z","request-1","${keyId}","${name}","${command}"]`;
      return createHmac("sha256", idKey).update(`7:erasure${text.length}:${text}`).digest("base64url");
    };
    expect(receipt.signature).toBe(signedText("key_1", "server", ""));
    expect(signed({ actor: actorOf({ command: "npm run erase" }) }).signature).toBe(
      signedText("", "", "npm run erase"),
    );
    const { actor: _, ...nobody } = unsigned;
    expect(signatureOf(idKey, nobody)).toBe(signedText("", "", ""));
    const long = signed({ customerId: "cus_é" });
    expect(isSigned(idKey, long)).toBe(true);
  });

  test("holds for what the work has removed meanwhile, and for no other word of the receipt", () => {
    expect(isSigned(idKey, receipt)).toBe(true);
    const later = {
      removed: { events: 5, searchEntries: 10, pastSubscriptions: 2 },
      publisherAt: "2026-03-02",
      shard: 4,
    };
    expect(isSigned(idKey, { ...receipt, ...later, sequence: 6 })).toBe(true);
    const changes: Partial<Erasure>[] = [
      { id: "era_other" },
      { organizationId: "org_b" },
      { customerId: "cus_2" },
      { erasedAt: "2026-03-01T12:00:00.001Z" },
      { requestId: "request-2" },
      { actor: actorOf({ keyId: "key_2", name: "server" }) },
      { actor: actorOf({ keyId: "key_1", name: "laptop" }) },
      { actor: actorOf({ command: "server" }) },
      { signature: receipt.signature.replace(/.$/, "") },
      { signature: "" },
      { signature: receipt.signature.toLowerCase() },
    ];
    expect(changes.filter((change) => isSigned(idKey, { ...receipt, ...change }))).toEqual([]);
    expect(isSigned(createSecretKey(Buffer.alloc(32, 8)), receipt)).toBe(false);
  });
});

describe("an erasure is done", () => {
  const [first, last] = ["2026-03-01T12:00:01.000Z", "2026-03-01T12:00:02.000Z"];

  test.each<[string, Partial<Erasure>, string | undefined]>([
    ["when the publisher came last", { publisherAt: last, indexerAt: first }, last],
    ["when the indexer came last", { publisherAt: first, indexerAt: last }, last],
    ["not while the indexer has not come", { publisherAt: first }, undefined],
    ["not while the publisher has not come", { indexerAt: first }, undefined],
    ["not while neither has come", {}, undefined],
  ])("%s", (_, at, when) => {
    expect(finishedAt({ ...receipt, ...at })).toBe(when);
    expect(presentErasure({ ...receipt, ...at })).toMatchObject({
      status: when === undefined ? "running" : "done",
      finishedAt: when ?? null,
    });
  });
});

describe("an answer", () => {
  const shown = {
    id: receipt.id,
    object: "erasure",
    customerId: "cus_1",
    status: "running",
    erasedAt: "2026-03-01T12:00:00.000Z",
    erasedBy: { keyId: "key_1", name: "server", requestId },
    finishedAt: null,
    removed: { events: 4, searchEntries: 9, pastSubscriptions: 2 },
    externalIdFreedAt: null,
    signature: receipt.signature,
    livemode: true,
  };

  test("shows a receipt without the reason, which may name the customer, in the form that its schema says", () => {
    expect(presentErasure(receipt)).toEqual(shown);
    for (const status of ["running", "done"])
      expect(erasureJson.parse({ ...shown, status })).toEqual({ ...shown, status });
    expect(erasureJson.safeParse({ ...shown, status: "" }).success).toBe(false);
  });

  test("shows who did it as far as it is known, and when the external id was given free", () => {
    const freed = { customerId: "cus_2", at: "2026-03-05T00:00:00.000Z" };
    expect(presentErasure({ ...receipt, actor: actorOf({ command: "npm run erase" }), freed })).toEqual({
      ...shown,
      erasedBy: { command: "npm run erase", requestId },
      externalIdFreedAt: freed.at,
    });
    expect(presentErasure({ ...receipt, actor: "of another request" })).toEqual({ ...shown, erasedBy: { requestId } });
  });
});

test.each<[unknown, object]>([
  [{ confirm: "cus_1" }, { value: { confirm: "cus_1" } }],
  [{ confirm: "" }, { value: { confirm: "" } }],
  [{}, { problems: [{ field: "confirm", message: "is required" }] }],
  [{ confirm: true }, { problems: [{ field: "confirm", message: "must be the customer's id, cus_…" }] }],
  [[], { problems: [{ field: "body", message: "must be a JSON object" }] }],
])("a request must say whom it erases: %j", (body, result) => {
  expect(read(eraseCustomerBody, body)).toEqual(result);
});
