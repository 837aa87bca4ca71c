/** What the canary needs before its first round. */
import { issueKey } from "../organizations/administration.ts";
import { createSearchableOrganization } from "../search/version.ts";

/** The canary's organization: no other caller is in it. */
export const CANARY_ORGANIZATION = "org_canary";

/** Creates the organization and its key. Safe to repeat. */
export async function setUpCanary(secret: string): Promise<void> {
  await createSearchableOrganization(CANARY_ORGANIZATION);
  await issueKey({ organizationId: CANARY_ORGANIZATION, name: "canary", scopes: ["read", "write"] }, secret);
}
