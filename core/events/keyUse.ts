/** Tells of each API key the day of the last change that was made with it. Events do not wait for it. */
import { isNewer } from "../aws/layout.ts";
import { readActor } from "../base/actor.ts";
import { type Budget, budgetOf } from "../base/context.ts";
import type { ChangeRecord } from "../changes/record.ts";
import { splitKey } from "../customers/keys.ts";
import { type KeyDay, saveLastWrite } from "../organizations/store.ts";

/** How long a batch may wait for the writes of all of its keys. */
const PATIENCE_MS = 1_000;
/** How long nothing is tried after a failure, so that a table in trouble does not slow every batch down. */
const PAUSE_MS = 60_000;
/** How many keys a process remembers. One that is forgotten costs a write more. */
const MAX_KEYS = 1_000;

/**
 * What one process knows of the use of keys; it lives as long as that. A key and day is written once, on condition that no later one
 * is stored. What fails is tried again with a later batch.
 */
export class KeyUse {
  readonly #stored = new Map<string, string>();
  readonly #due = new Map<string, KeyDay>();
  #pausedUntil = 0;

  /** Stores what is new in a batch. Never throws; returns the name of an error, if there was one. */
  async record(budget: Budget, records: readonly ChangeRecord[]): Promise<string | undefined> {
    for (const use of records.flatMap(useIn)) this.#expect(use);
    if (this.#due.size === 0 || Date.now() < this.#pausedUntil) return undefined;
    const call = budgetOf(PATIENCE_MS);
    const failures = await Promise.all([...this.#due.values()].map((use) => this.#write(call, use)));
    budget.units += call.units;
    return failures.find((failure) => failure !== undefined);
  }

  #expect(use: KeyDay): void {
    const known = [this.#stored.get(use.keyId), this.#due.get(use.keyId)?.day];
    if (known.every((day = "") => day < use.day) && this.#due.size < MAX_KEYS) this.#due.set(use.keyId, use);
  }

  async #write(call: Budget, use: KeyDay): Promise<string | undefined> {
    try {
      await saveLastWrite(call, use);
      this.#due.delete(use.keyId);
      if (this.#stored.size >= MAX_KEYS) this.#stored.clear();
      this.#stored.set(use.keyId, use.day);
      return undefined;
    } catch (error) {
      this.#pausedUntil = Date.now() + PAUSE_MS;
      return error instanceof Error ? error.name : "unknown";
    }
  }
}

/** The key that made a change, and when; nothing where no key is known to have made it. */
function useIn({ dynamodb: { NewImage: image } = {} }: ChangeRecord): KeyDay[] {
  const [pk, updatedAt, actor, requestId] = [
    image?.pk?.S,
    image?.updatedAt?.S ?? image?.erasedAt?.S,
    image?.actor?.S,
    image?.requestId?.S,
  ];
  if (!pk || !updatedAt || !actor || !requestId || isNewer(image)) return [];
  const keyId = readActor({ actor, requestId })?.keyId;
  return keyId ? [{ keyId, organizationId: splitKey(pk)[0], day: updatedAt.slice(0, 10) }] : [];
}
