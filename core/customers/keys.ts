/**
 * The customers table's keys, one place for all of them.
 *
 * | access pattern                             | table or index | key                                                       |
 * |--------------------------------------------|----------------|-----------------------------------------------------------|
 * | a customer by its id                       | table          | pk = <org>#<customerId>                                   |
 * | a customer by an external id from creation | table          | pk = <org>#<id derived from the external id>              |
 * | … by one given later, or of an imported id | table          | the same pk holds a reservation with `aliasOf`            |
 * | … that was put into the table by hand      | byExternalId   | externalKey = <org>#<externalId>                          |
 * | customers, newest first                    | byCreatedAt    | listKey = <org>#<shard>, listSort = <createdAt>#<id>      |
 * | archived customers, newest first           | byArchivedAt   | archivedKey = <org>#<shard>, listSort; sparse             |
 *
 * Organization ids hold no `#`, so the first one always ends the organization.
 */
export const customerKey = (organizationId: string, customerId: string): string => `${organizationId}#${customerId}`;

export const externalKey = (organizationId: string, externalId: string): string => `${organizationId}#${externalId}`;

/** The partition of the list indexes. An organization has one until it outgrows it: docs/scale.md. */
export const listKey = (organizationId: string, shard = 0): string => `${organizationId}#${shard}`;

export const listSort = (createdAt: string, customerId: string): string => `${createdAt}#${customerId}`;

/** The parts of a key before and after its first `#`. */
export function splitKey(key: string): [before: string, after: string] {
  const at = key.indexOf("#");
  return [key.slice(0, at), key.slice(at + 1)];
}
