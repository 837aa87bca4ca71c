/** Which texts can be external ids. Apart from the schemas, which functions that only read need not load. */
import { characters, hasInvisible } from "../base/validation.ts";

/** Why a string cannot be an external id, or undefined. It must fit into a path: no SDK encodes it. */
export function externalIdProblem(value: string): string | undefined {
  if (value === "" || characters(value) > 255) return "must have 1 to 255 characters";
  if (!value.isWellFormed() || /\p{Cc}/u.test(value)) return "must not contain control characters or lone surrogates";
  if (value.trim() !== value) return "must not begin or end with a blank";
  if (/[/?#%\\]/.test(value)) return "must not contain / ? # % or \\";
  if (value === "." || value === "..") return "must not be . or ..";
  return value.startsWith("cus_") ? "must not begin with cus_, which marks Clientela's own ids" : undefined;
}

/** Why a string cannot become an external id, or nothing. Customers that have it keep it, and are found by it. */
export const newExternalIdProblem = (value: string): string | undefined =>
  hasInvisible(value) ? "must not contain invisible characters" : undefined;
