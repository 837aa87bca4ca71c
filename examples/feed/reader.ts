/**
 * A reader of the feed: copies customers into a file, each change once and in order. Killed at any moment, it goes on where
 * it was. Run it while npm start is running.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Clientela } from "@clientela/client";

const { CLIENTELA_URL = "http://localhost:3000", COMMET_API_KEY = "", FEED_STATE = "feed-state.json" } = process.env;
const clientela = new Clientela({ baseUrl: CLIENTELA_URL, apiKey: COMMET_API_KEY });

/** What was made of the events, and how far: one file, as in a service one transaction. */
interface State {
  cursor?: string;
  changes: number;
  customers: Record<string, { sequence: number; email: string; isActive: boolean }>;
}

const state: State = existsSync(FEED_STATE)
  ? JSON.parse(readFileSync(FEED_STATE, "utf8"))
  : { changes: 0, customers: {} };

/** The old file or the new one is there, never half of one. */
function save(): void {
  writeFileSync(`${FEED_STATE}.new`, JSON.stringify(state));
  renameSync(`${FEED_STATE}.new`, FEED_STATE);
}

let isStopped = false;
process.once("SIGINT", () => {
  isStopped = true;
});

while (!isStopped) {
  const { data, nextCursor, hasMore } = await clientela.events.list({
    limit: 100,
    ...(state.cursor === undefined ? {} : { cursor: state.cursor }),
  });
  for (const { event, sequence, data: customer } of data) {
    // Only what a repair published afterwards may stand behind a later one.
    if (sequence <= (state.customers[customer.id]?.sequence ?? 0)) continue;
    state.customers[customer.id] = { sequence, email: customer.email, isActive: customer.isActive };
    state.changes++;
    console.log(`${event} ${customer.id} #${sequence}`);
  }
  if (nextCursor !== null) state.cursor = nextCursor; // the feed always has one
  if (data.length > 0) save();
  if (!hasMore) await sleep(1_000);
}
