/** The versions of organizations' indexes. An older one lacks words that searches ask for until it is rebuilt. */
import { type Budget, operatorBudget } from "../base/context.ts";
import { mapParallel } from "../base/parallel.ts";
import { queryCustomers } from "../customers/store.ts";
import { createOrganization, findOrganization, listOrganizations } from "../organizations/administration.ts";
import { INDEX_VERSION } from "./keys.ts";
import { readIndexVersion, saveIndexVersion } from "./store.ts";

const PARALLEL_READS = 20;

/** Creates the organization unless it exists. The index of a new one has the current version from the start. */
export async function createSearchableOrganization(id: string): Promise<void> {
  if (await createOrganization(id)) await saveIndexVersion(operatorBudget(), id);
}

/** The ids of organizations with customers whose index is of an older or an unknown version. */
export async function organizationsToRebuild(): Promise<string[]> {
  const call = operatorBudget();
  const ids = await listOrganizations();
  const isOutdated = await mapParallel(ids, PARALLEL_READS, async (id) => {
    const version = await readIndexVersion(call, id);
    return (version ?? 0) < INDEX_VERSION && (await hasCustomers(call, id));
  });
  return ids.filter((_, i) => isOutdated[i]);
}

async function hasCustomers(call: Budget, organizationId: string): Promise<boolean> {
  const context = { ...call, organizationId, requestId: "index-version", now: () => new Date() };
  const { shards = 0 } = (await findOrganization(organizationId)) ?? {};
  const pages = await mapParallel(Array.from({ length: shards }), PARALLEL_READS, (_, shard) =>
    queryCustomers(context, "all", shard, 1, undefined),
  );
  return pages.some(({ items }) => items.length > 0);
}
