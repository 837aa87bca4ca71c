import { type Browser, chromium } from "playwright-core";
import type { Browser as Found } from "./findBrowser.ts";

export type { Browser, BrowserContext, Locator, Page } from "playwright-core";

const FLAGS = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Starts a browser. It downloads nothing, and makes no requests except those of its pages. */
export const launch = ({ executablePath, environment }: Found): Promise<Browser> =>
  chromium.launch({ executablePath, args: [...FLAGS, "--disable-gpu"], env: { ...process.env, ...environment } });
