/** Redirects an SDK's requests from its own host to another one, otherwise unchanged. */
import { vi } from "vitest";
import { repeat503 } from "../support/repeat.ts";

export interface SentRequest {
  method: string;
  url: string;
  headers: Headers;
  body: string | undefined;
}

const COMMET = /^https:\/\/(?:sandbox\.)?commet\.co(?=\/api\/)/;

/** Redirects fetch until `restore`, and records the SDK's requests. The SDKs have no option for their host. */
export function redirectFetch(url: string): { requests: SentRequest[]; restore: () => void } {
  const requests: SentRequest[] = [];
  const original = globalThis.fetch;
  vi.stubGlobal("fetch", async (input: string | URL, init: RequestInit = {}) => {
    const asked = String(input);
    if (!COMMET.test(asked)) return original(input, init);
    requests.push({
      method: init.method ?? "GET",
      url: asked,
      headers: new Headers(init.headers),
      body: typeof init.body === "string" ? init.body : undefined,
    });
    const response = await repeat503(() => original(asked.replace(COMMET, url), init));
    if (response.redirected) throw new Error(`${asked} was redirected to ${response.url}`);
    return response;
  });
  return { requests, restore: () => vi.unstubAllGlobals() };
}
