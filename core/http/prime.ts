/** What a function does while its process starts, so that its first request does not pay for it. */
import { requireConfig } from "../base/config.ts";
import { openConnection } from "../organizations/service.ts";

/** What a function needs beside the tables of customers and organizations, by its row in infra/routes.ts. */
export interface PrimedRoute {
  operation: string;
  events?: readonly unknown[];
  search?: readonly unknown[];
}

/**
 * Reads the configuration, opens the connection to DynamoDB by one real read and, while it opens, does what the first
 * request would be the first to do.
 *
 * @param rehearse such as to check a body: a first time takes V8 milliseconds, and Lambda gives a whole CPU to init, but not
 *   to requests
 * @throws Error when a variable that the function needs is not set
 */
export async function prime(route: PrimedRoute, rehearse: () => void = () => {}): Promise<void> {
  requireConfig("stage", "customersTable", "organizationsTable");
  if (route.events) requireConfig("eventsTable");
  if (route.search) requireConfig("searchTable");
  setImmediate(rehearse);
  await openConnection();
}
