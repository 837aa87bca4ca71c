/** The dashboard in a real browser, on the real local stack. */

import { onTestFinished } from "vitest";
import { compare, push } from "../../core/plans/push.ts";
import { accessibilityProblems } from "../../dashboard/browser/axe.ts";
import { findBrowser } from "../../dashboard/browser/findBrowser.ts";
import { type Browser, type BrowserContext, launch, type Page } from "../../dashboard/browser/launch.ts";
import { en, type Messages } from "../../dashboard/src/messages/en.ts";
import { es } from "../../dashboard/src/messages/es.ts";
import plans from "../../examples/plans.json" with { type: "json" };
import { contentSecurityPolicy } from "../../infra/dashboard.ts";
import { type Api, type Client, startApi } from "../support/api.ts";
import { scaled } from "../support/scale.ts";

export const messages = { en, es } as const;
export { fill } from "../../dashboard/src/fill.ts";
export type Language = keyof typeof messages;

/** Every flow in English, and in Spanish too in long runs. */
export const languages = (["en", "es"] as const).slice(0, scaled(1, 2));

/** Browser tests are skipped where no browser can run; test/dashboard/setup.ts says so. */
export const hasBrowser = findBrowser() !== undefined;

export interface Dashboard {
  api: Api;
  /** Opens a new tab; every tab must be closed with `close`. */
  open: (options?: OpenOptions) => Promise<Tab>;
  stop: () => Promise<void>;
}

interface Region {
  locale: string;
  timezoneId: string;
}

const REGIONS: Readonly<Record<Language, Region>> = {
  en: { locale: "en-US", timezoneId: "UTC" },
  es: { locale: "es-AR", timezoneId: "UTC" },
};

export interface OpenOptions {
  /** Who is signed in; nobody by default. */
  client?: Client;
  language?: Language;
  theme?: "light" | "dark";
  /** In pixels. */
  width?: number;
  /** Of the reader; by default one that fits the language, and UTC. */
  region?: Region;
  /** Relative to the dashboard's own path. */
  path?: string;
  /** What the test makes fail deliberately, e.g. `/api/me`, and all that is below it. */
  expectedFailures?: readonly string[];
  /** The API's URL, as config.json has it on AWS; by default the API has the page's origin. */
  apiUrl?: string;
}

export interface Tab {
  page: Page;
  texts: Messages;
  /** Opens a page of the dashboard by its path. */
  goto: (path: string) => Promise<void>;
  /** Errors that should not happen on any page, what axe finds now, and what has to be scrolled sideways. */
  problems: () => Promise<string[]>;
  /** Closes the tab. @throws Error when it had errors */
  close: () => Promise<void>;
}

/** The dashboard of all flows, once `startDashboard` has started it. */
export let dashboard: Dashboard;

export async function startDashboard(): Promise<void> {
  dashboard = await start();
}

async function start(): Promise<Dashboard> {
  const found = findBrowser();
  if (!found) throw new Error("No browser");
  const [api, browser] = await Promise.all([startApi(), launch(found)]);
  // Tabs with the same settings share a profile, so that the browser loads and compiles the scripts once.
  const profiles = new Map<string, Promise<BrowserContext>>();
  const profile = (region: Region, theme: "light" | "dark") => {
    const name = JSON.stringify([region, theme]);
    const made = profiles.get(name) ?? newProfile(browser, region, theme);
    profiles.set(name, made);
    return made;
  };
  return {
    api,
    open: async ({ client, language = "en", theme = "light", path = "customers", apiUrl, ...options } = {}) => {
      const context = await profile(options.region ?? REGIONS[language], theme);
      // A test that failed while it was offline must not take the others with it.
      await context.setOffline(false);
      const page = await context.newPage();
      if (options.width) await page.setViewportSize({ width: options.width, height: 900 });
      const incidents = await watch(page, [api.url, apiUrl ?? api.url], options.expectedFailures ?? []);
      if (apiUrl) await tellApi(page, apiUrl);
      if (client) await page.addInitScript(`sessionStorage.setItem("clientela.apiKey", ${JSON.stringify(client.key)})`);
      const goto = async (path: string) => void (await page.goto(`${api.url}/dashboard/${path}`));
      await goto(path);
      const problems = async () => [...incidents, ...(await accessibilityProblems(page)), ...(await sidewaysOn(page))];
      const end = async () => {
        if (page.isClosed()) return;
        // A tab's settings must not carry over to the next one.
        await page.evaluate("localStorage.clear()");
        await page.close();
      };
      // One that a failed test has left open would sign the others in.
      onTestFinished(end);
      const close = async () => {
        await end();
        if (incidents.length > 0) throw new Error(`The page is not well:\n${incidents.join("\n")}`);
      };
      return { page, texts: messages[language], goto, problems, close };
    },
    stop: async () => {
      await browser.close();
      await api.stop();
    },
  };
}

/** What is wider than the window (WCAG 2.2, success criterion 1.4.10); on a phone also what is wider than its own box. */
const SIDEWAYS = `(() => {
  const PHONE = 400;
  const all = [...document.querySelectorAll("body *")];
  const boxes = all.filter((it) => innerWidth <= PHONE && it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0 &&
    ["auto", "scroll"].includes(getComputedStyle(it).overflowX));
  const isPageWide = document.documentElement.scrollWidth > innerWidth;
  const outside = all.filter((it) => isPageWide && it.getBoundingClientRect().right > innerWidth).slice(-1);
  return [...outside, ...boxes].map((it) => "sideways: " + it.outerHTML.slice(0, 300));
})()`;

/** What somebody has to scroll sideways on a page to see it all. */
export const sidewaysOn = async (page: Page): Promise<string[]> => (await page.evaluate(SIDEWAYS)) as string[];

async function newProfile(browser: Browser, region: Region, theme: "light" | "dark"): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...region,
    colorScheme: theme,
    reducedMotion: "reduce",
    // The last permission lets a page that a test has changed call this machine.
    permissions: ["clipboard-read", "clipboard-write", "local-network-access"],
  });
  context.setDefaultTimeout(150_000);
  return context;
}

/** Collects console errors, requests to other origins and violations of the content security policy. */
async function watch(page: Page, origins: readonly string[], expectedFailures: readonly string[]): Promise<string[]> {
  const incidents: string[] = [];
  page.on("pageerror", (error) => incidents.push(`error: ${error.message}`));
  page.on("console", (message) => {
    const { url } = message.location();
    const { pathname } = new URL(url || "about:blank");
    const isExpected = expectedFailures.some((path) => pathname === path || pathname.startsWith(`${path}/`));
    if (["error", "warning"].includes(message.type()) && !isExpected)
      incidents.push(`console: ${message.text()} ${url}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!origins.some((origin) => url.startsWith(`${origin}/`)) && !/^(blob|data):/.test(url))
      incidents.push(`request: ${url}`);
  });
  await page.exposeFunction("reportViolation", (text: string) => incidents.push(`policy: ${text}`));
  await page.addInitScript(`addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    reportViolation(violatedDirective + " " + blockedURI))`);
  return incidents;
}

/** Adds what CloudFront serves and the local front does not: config.json, and a policy with the API's origin. */
async function tellApi(page: Page, apiUrl: string): Promise<void> {
  await page.route("**/dashboard/config.json", (route) => route.fulfill({ json: { apiUrl } }));
  await page.route("**/dashboard/customers*", async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy": contentSecurityPolicy(apiUrl) };
    await route.fulfill({ response, headers });
  });
}

/** Pushes the sample plans to an organization. */
export async function pushPlans({ organizationId }: Client): Promise<void> {
  await push(await compare(organizationId, plans));
}
