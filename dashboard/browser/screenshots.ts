/**
 * `npm run screenshots --workspace dashboard`: takes the README's screenshots on a stack of its own with sample
 * customers.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startStack } from "../../local/stack.ts";
import { findBrowser } from "./findBrowser.ts";
import { launch, type Page } from "./launch.ts";

const KEY = "ck_screenshots000000000000000000000000";
const IMAGES = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const NAMES = [
  "Blue River Foods",
  "Cedar Works",
  "Delta Freight",
  "Elm Street Books",
  "Fjord Energy",
  "Granite Legal",
  "Harbor Clinic",
  "Iris Studio",
  "Juniper Labs",
  "Kite Travel",
];

async function main(): Promise<void> {
  const found = findBrowser();
  if (!found) throw new Error("No Chromium. Install one, or set CHROMIUM_PATH.");
  const dataDir = mkdtempSync(join(tmpdir(), "clientela-screenshots-"));
  const stack = await startStack({ dataDir, port: 0, sqsPort: 0, apiKey: KEY });
  const browser = await launch(found);
  try {
    const customer = await addCustomers(stack.url);
    mkdirSync(IMAGES, { recursive: true });
    const context = await browser.newContext({
      viewport: { width: 1200, height: 720 },
      locale: "en-US",
      timezoneId: "UTC",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await page.addInitScript(`sessionStorage.setItem("clientela.apiKey", ${JSON.stringify(KEY)})`);
    await page.goto(`${stack.url}/dashboard/customers?limit=10`);
    await page.getByRole("link", { name: "Acme", exact: true }).waitFor();
    await picture(page, "customers");
    await page.setViewportSize({ width: 1200, height: 1560 });
    await page.goto(`${stack.url}/dashboard/customers/${customer}`);
    await page.getByRole("progressbar").waitFor();
    await page.getByRole("button", { name: "Dark theme" }).click();
    await page.mouse.move(0, 0);
    await picture(page, "customer");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "Light theme" }).click();
    await picture(page, "customer-phone");
    await page.goto(`${stack.url}/dashboard/customers?limit=10`);
    await page.getByRole("link", { name: "Acme", exact: true }).waitFor();
    await picture(page, "customers-phone");
  } finally {
    await browser.close();
    await stack.stop();
    rmSync(dataDir, { recursive: true });
  }
}

/** Returns the id of the customer that has a history. */
async function addCustomers(url: string): Promise<string> {
  const call = async (method: string, path: string, json: object): Promise<{ data: { id: string } }> => {
    const headers = { "x-api-key": KEY, "content-type": "application/json" };
    const answer = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(json) });
    return (await answer.json()) as { data: { id: string } };
  };
  for (const [i, fullName] of NAMES.entries()) {
    const domain = `${fullName.toLowerCase().replaceAll(" ", "-")}.example`;
    await call("POST", "/api/customers", { id: `user_${100 + i}`, email: `billing@${domain}`, fullName });
  }
  await call("PUT", "/api/customers/user_104", { isActive: false });
  const address = { line1: "123 Main St", city: "Austin", state: "TX", postalCode: "78701", country: "US" };
  const acme = { id: "user_123", email: "billing@acme.com", fullName: "Acme", metadata: { plan: "trial" } };
  const { data } = await call("POST", "/api/customers", acme);
  const changes = {
    email: "accounts@acme.com",
    address,
    timezone: "America/Chicago",
    metadata: { plan: "pro", seats: 12 },
  };
  await call("PUT", "/api/customers/user_123", changes);
  const startDate = new Date(Date.now() - 11 * 86_400_000).toISOString();
  await call("POST", "/api/subscriptions", { customerId: "user_123", planCode: "pro", startDate });
  return data.id;
}

/** Waits until everything is loaded: the history shows a change a moment later. */
async function picture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

await main();
