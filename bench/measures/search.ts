/** How long a new customer cannot be found by its name, measured on the whole local stack, as run by `npm start`. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DEVELOPMENT_KEY, npmStart } from "../../test/local/npmStart.ts";
import type { Measure } from "../measure.ts";
import { memoryFolder, removeFolder } from "../support/folder.ts";

const POLL_MS = 5;
const headers = { "x-api-key": DEVELOPMENT_KEY, "content-type": "application/json" };

/** Milliseconds from the answer to a create until a search for a word of the name finds the customer. */
async function lagOf(url: string, serial: number): Promise<number> {
  const word = `word${serial.toString(36)}x`;
  const body = JSON.stringify({ email: "billing@acme.com", fullName: `Acme ${word}` });
  const created = await fetch(`${url}/api/customers`, { method: "POST", headers, body });
  if (created.status !== 201) throw new Error(`A create answers ${created.status}`);
  await created.json();
  const startedAt = performance.now();
  for (;;) {
    const { data } = (await (await fetch(`${url}/api/customers?search=${word}`, { headers })).json()) as {
      data: object[];
    };
    if (data.length > 0) return performance.now() - startedAt;
    await sleep(POLL_MS);
  }
}

export const search: Measure = {
  name: "search",
  goals: {
    "search.lag": { what: "from the answer to a create to being found by its name: ms, p99", goal: { below: 1_000 } },
  },
  take: async ({ long, progress }) => {
    const folder = memoryFolder();
    const stack = await npmStart({}, join(folder, "data"));
    const killStack = () => stack.signal("SIGKILL");
    process.once("exit", killStack);
    try {
      const customers = long ? 2_000 : 300;
      const lags: number[] = [];
      for (let serial = 1; serial <= customers; serial++) {
        lags.push(await lagOf(stack.stackFile.url, serial));
        progress(`customer ${serial}/${customers}`);
      }
      lags.sort((a, b) => a - b);
      return { "search.lag": lags[Math.ceil(lags.length * 0.99) - 1] ?? Number.NaN };
    } finally {
      process.off("exit", killStack);
      await stack.stop();
      removeFolder(folder);
    }
  },
};
