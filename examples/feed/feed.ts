/**
 * Reads the organization's feed: every change once, in order, and goes on where it stopped, whatever stopped it. Run it
 * while npm start is running.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Clientela } from "@clientela/client";

const { CURSOR_FILE = "feed.cursor", CLIENTELA_URL = "http://localhost:3000" } = process.env;
const { COMMET_API_KEY = "ck_localdevelopmentkey0000000000000000" } = process.env; // that of npm start

const clientela = new Clientela({ baseUrl: CLIENTELA_URL, apiKey: COMMET_API_KEY });
const stop = new AbortController();
process.once("SIGINT", () => stop.abort());

/** In a real service: a column, written in the same transaction as the actions. Then no page comes twice. */
function keep(cursor: string): void {
  writeFileSync(`${CURSOR_FILE}.new`, cursor);
  renameSync(`${CURSOR_FILE}.new`, CURSOR_FILE);
}

const kept = existsSync(CURSOR_FILE) ? { cursor: readFileSync(CURSOR_FILE, "utf8") } : {};
try {
  for await (const { data, nextCursor } of clientela.events.follow(kept, { signal: stop.signal })) {
    for (const { event, sequence, data: customer } of data) {
      const what = "erased" in customer ? "forget it" : customer.email;
      console.log(`${event} ${customer.id} #${sequence} ${what}`); // act here
    }
    keep(nextCursor);
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
}
