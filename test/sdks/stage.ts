/** A stack with a proxy in front of it, and the SDKs that are pointed at the proxy. */
import { describe, inject } from "vitest";
import { type Api, type Client, startApi } from "../support/api.ts";
import { type Exchange, type FailingProxy, startProxy } from "./proxy.ts";
import { newestForPython, type Release, releases } from "./releases.ts";
import { type Sdk, startSdk } from "./sdk.ts";

export interface Stage {
  api: Api;
  proxy: FailingProxy;
  /** A new organization that is to call with a release. */
  newCaller: (release: Release) => Promise<Client>;
  callersOf: (release: Release) => readonly Client[];
  /** What these were answered. */
  received: (release: Release) => Exchange[];
  /** Starts an SDK; it ends with the stage. */
  start: (release: Release) => Promise<Sdk>;
  stop: () => Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const api = await startApi({ publishes: false });
  const proxy = await startProxy(api.url);
  const sdks: Sdk[] = [];
  const callers = new Map<Release, Client[]>();
  const callersOf = (release: Release): readonly Client[] => callers.get(release) ?? [];
  return {
    api,
    proxy,
    newCaller: async (release) => {
      const caller = await api.newOrganization();
      callers.set(release, [...callersOf(release), caller]);
      return caller;
    },
    callersOf,
    received: (release) => callersOf(release).flatMap(({ key }) => proxy.exchangesOf(key)),
    start: async (release) => {
      const { key } = await api.newOrganization();
      const sdk = await startSdk(release, proxy.url, key, folderOf(release));
      sdks.push(sdk);
      return sdk;
    },
    stop: async () => {
      await Promise.all(sdks.map((sdk) => sdk.stop()));
      await proxy.stop();
      await api.stop();
    },
  };
}

const { folders, reason } = inject("pythonSdks");

/** Whether there are the SDKs for Python. If not, the setup has said why. */
export const hasPython = reason === undefined;

export const folderOf = ({ runs }: Release): string | undefined =>
  runs.language === "python" ? folders[runs.version] : undefined;

/** Where the SDK is whose types answers are held against. */
export const newestFolder = folders[newestForPython] ?? "";

/** Describes something of each release, all at once. Those that are not installed are skipped. */
export function describeReleases(what: string, describeOne: (release: Release) => void): void {
  for (const release of releases)
    describe.concurrent(release.name, { skip: release.runs.language === "python" && !hasPython }, () => {
      describe(what, { concurrent: false }, () => describeOne(release));
    });
}
