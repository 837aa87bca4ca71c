/**
 * The optional text fields: `""` clears a field, null or absent leaves it unchanged. Apart from the schemas, which functions that
 * only read need not load.
 */
export const textFields = [
  "fullName",
  "domain",
  "website",
  "timezone",
  "language",
  "industry",
  "employeeCount",
  "taxDocument",
  "documentType",
] as const;
export type TextField = (typeof textFields)[number];
