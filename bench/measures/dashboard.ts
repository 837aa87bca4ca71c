/**
 * The dashboard's cold start in a real browser, over a line of 1.6 Mbit/s with 150 ms to each answer: against a bare page,
 * and against one that loads the same scripts and styles and asks the API once.
 */
import { execFileSync } from "node:child_process";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "../../dashboard/browser/findBrowser.ts";
import { type Browser, launch } from "../../dashboard/browser/launch.ts";
import { DEVELOPMENT_KEY, npmStart } from "../../test/local/npmStart.ts";
import { type Measure, Unmeasurable } from "../measure.ts";
import { interleave, median, medianRatio } from "../statistics.ts";
import { memoryFolder, removeFolder } from "../support/folder.ts";

const LINE = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const LIST = "/api/customers?limit=25";
const ROWS = 25;

/** One cold load. Times are in milliseconds from its beginning. */
interface Load {
  /** To the first paint with contents. */
  paintedAt: number;
  /** Until what was waited for is there. */
  shownAt: number;
  /** The scripts and styles that have come by then, with their compressed size. */
  files: { url: string; bytes: number }[];
}

/** Loads a page in a new profile, until the element is there. */
async function load(browser: Browser, url: string, selector: string, key?: string): Promise<Load> {
  const context = await browser.newContext({ locale: "en-US" });
  try {
    const page = await context.newPage();
    const protocol = await context.newCDPSession(page);
    await protocol.send("Network.enable");
    await protocol.send("Network.emulateNetworkConditions", LINE);
    if (key) await page.addInitScript(`sessionStorage.setItem("clientela.apiKey", ${JSON.stringify(key)})`);
    await page.addInitScript(loadOf(selector));
    await page.goto(url, { waitUntil: "commit" });
    return (await page.evaluate("load")) as Load;
  } finally {
    await context.close();
  }
}

/** Promises the page's own figures as `load`. */
const loadOf = (selector: string): string => `
  const paint = new Promise((resolve) => new PerformanceObserver((entries) => {
    for (const { startTime } of entries.getEntriesByName("first-contentful-paint")) resolve(startTime);
  }).observe({ type: "paint", buffered: true }));
  const element = new Promise((resolve) => new MutationObserver(() => {
    if (document.querySelector(${JSON.stringify(selector)})) resolve(performance.now());
  }).observe(document, { childList: true, subtree: true }));
  globalThis.load = Promise.all([paint, element]).then(([paintedAt, shownAt]) => ({
    paintedAt,
    shownAt,
    files: performance.getEntriesByType("resource")
      .filter(({ name, responseEnd }) => /\\.(js|css)$/.test(name) && responseEnd <= shownAt)
      .map(({ name, encodedBodySize }) => ({ url: name, bytes: encodedBodySize })),
  }));
`;

const kilobytes = ({ files }: Load): number =>
  files.filter(({ url }) => url.endsWith(".js")).reduce((sum, { bytes }) => sum + bytes, 0) / 1_000;

const PAINT = "<!doctype html><title>Bare</title><p>Bare</p>";

/** Loads the files and then asks the API, without doing anything with either. */
const rowsPage = (files: readonly string[]) => `<!doctype html><title>Bare</title><p>Bare</p><script type="module">
await Promise.all(${JSON.stringify(files)}.map(async (file) => (await fetch(file)).arrayBuffer()));
const { data } = await (await fetch("${LIST}", { headers: { "x-api-key": "${DEVELOPMENT_KEY}" } })).json();
document.body.append(...data.map(() => document.createElement("hr")));
</script>`;

/** The stack's pages and API at another port, beside bare pages. */
async function startServer(stackUrl: string, bare: ReadonlyMap<string, string>) {
  const server = createServer((incoming, outgoing) => {
    const page = bare.get(incoming.url ?? "");
    if (page !== undefined) return outgoing.writeHead(200, { "content-type": "text/html" }).end(page);
    const { method = "GET", headers } = incoming;
    const forwarded = request(stackUrl + incoming.url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    return incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () => server.close().closeAllConnections(),
  };
}

async function createCustomers(url: string): Promise<void> {
  const customers = Array.from({ length: ROWS }, (_, i) => ({ email: `billing@customer-${i}.example` }));
  const headers = { "x-api-key": DEVELOPMENT_KEY, "content-type": "application/json" };
  const body = JSON.stringify({ customers });
  const answer = await fetch(`${url}/api/customers/batch`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`A batch answers ${answer.status}`);
}

export const dashboard: Measure = {
  name: "dashboard",
  goals: {
    "dashboard.script": {
      what: "KB of script, as it travels, before the sign-in page can be used",
      goal: { atMost: 150 },
    },
    "dashboard.script.list": { what: "the same before the list shows", goal: { atMost: 300 } },
    "dashboard.fcp": {
      what: "first paint, cold, 1.6 Mbit/s and 150 ms: time / a bare page's",
      goal: { below: 6 },
    },
    "dashboard.rows": {
      what: "rows shown, the same line: time / a bare page with the same bytes and one call of the API",
      goal: { below: 1.5 },
    },
  },
  take: async ({ long, progress }) => {
    const found = findBrowser();
    if (!found) throw new Unmeasurable("there is no Chromium; CHROMIUM_PATH may name one");
    execFileSync("npm", ["run", "build"], { cwd: fileURLToPath(new URL("../../dashboard", import.meta.url)) });
    const folder = memoryFolder();
    const stack = await npmStart({}, join(folder, "data"));
    const killStack = () => stack.signal("SIGKILL");
    process.once("exit", killStack);
    const bare = new Map([["/bare/paint", PAINT]]);
    const server = await startServer(stack.stackFile.url, bare);
    const browser = await launch(found);
    try {
      await createCustomers(stack.stackFile.url);
      return await measureLoads(browser, server.url, bare, long ? 21 : 7, progress);
    } finally {
      await browser.close();
      server.stop();
      process.off("exit", killStack);
      await stack.stop();
      removeFolder(folder);
    }
  },
};

async function measureLoads(
  browser: Browser,
  url: string,
  bare: Map<string, string>,
  rounds: number,
  progress: (text: string) => void,
): Promise<Record<string, number>> {
  const list = () => load(browser, `${url}/dashboard/customers`, "main a[href*='/customers/cus_']", DEVELOPMENT_KEY);
  const signIn = await load(browser, `${url}/dashboard/customers`, "input[type=password]");
  const { files } = await list();
  bare.set("/bare/rows", rowsPage(files.map(({ url }) => url)));
  const taken = await interleave(
    rounds,
    {
      list,
      paint: () => load(browser, `${url}/bare/paint`, "p"),
      rows: () => load(browser, `${url}/bare/rows`, "hr"),
    },
    (round) => progress(`round ${round}/${rounds}`),
  );
  return {
    "dashboard.script": kilobytes(signIn),
    "dashboard.script.list": median(taken.list.map(kilobytes)),
    "dashboard.fcp": medianRatio(taken.list, taken.paint, ({ paintedAt }) => paintedAt),
    "dashboard.rows": medianRatio(taken.list, taken.rows, ({ shownAt }) => shownAt),
  };
}
