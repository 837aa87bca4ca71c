/** Work done while a function's process starts, so that its first request does not pay for it. */
import { requireConfig } from "../base/config.ts";
import { openConnection } from "../organizations/service.ts";

/** What a function needs besides the customers and organizations tables, according to its row in infra/routes.ts. */
export interface PrimedRoute {
  operation: string;
  events?: readonly unknown[];
  search?: readonly unknown[];
  subscriptions?: object;
}

/**
 * Reads the configuration, opens the connection to DynamoDB with one real read and meanwhile runs `rehearse`.
 *
 * @param rehearse work that the first request would otherwise be the first to do, such as validating a body: V8 needs
 *   milliseconds for a first run, and Lambda gives a whole CPU to init, but not to requests
 * @throws Error when a variable that the function needs is not set
 */
export async function prime(route: PrimedRoute, rehearse: () => unknown = () => {}): Promise<void> {
  requireConfig("stage", "customersTable", "organizationsTable");
  if (route.events) requireConfig("eventsTable");
  if (route.search) requireConfig("searchTable");
  if (route.subscriptions) requireConfig("subscriptionsTable");
  // After the read is on its way. It may load files, which is not left to the first request.
  const rehearsal = new Promise((resolve) => setImmediate(resolve)).then(rehearse);
  await Promise.all([openConnection(), rehearsal]);
}
