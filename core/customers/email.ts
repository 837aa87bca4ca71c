/** Email addresses: what is taken wherever one stands, and what a new one must be. */
import { domainToASCII } from "node:url";
import * as z from "zod/mini";
import { hasInvisible, problemOf, text } from "../base/validation.ts";

const FORM = "must be an email address, like billing@acme.com";
const EMAIL = /^[^\s@"]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/u;

export const email = text(254)
  .check(problemOf((value) => (EMAIL.test(value) ? undefined : FORM)))
  .register(z.globalRegistry, { maxLength: 254, format: "email" });

/** RFC 5322's atext, dots anywhere (docomo gave out `a..b@`), and what is not ASCII, but for C1 controls. */
const LOCAL = /^(?:[\w!#$%&'*+/=?^`{|}~.-]|[^\p{ASCII}\p{Cc}])+$/u;
/** Copied out of a sentence or of code, with what stood around it. */
const QUOTED = /^[\p{Quotation_Mark}`´′″].*[\p{Quotation_Mark}`´′″]$/u;
const DOMAIN = /^[\p{L}\p{M}\p{Nd}_.-]+$/u;
const JOINERS = /[\u200c\u200d]/g;

/** Why an address cannot become a customer's, or nothing. Customers that have it keep it. */
export function newEmailProblem(value: string): string | undefined {
  const at = value.lastIndexOf("@");
  const [local, domain] = [value.slice(0, at), value.slice(at + 1)];
  const withoutJoiners = domain.replace(JOINERS, "");
  if (hasInvisible(local) || hasInvisible(withoutJoiners)) return "must not contain invisible characters";
  if (!LOCAL.test(local) || QUOTED.test(local) || !DOMAIN.test(withoutJoiners)) return FORM;
  return labelsJoinWell(domain) ? undefined : "must not contain invisible characters";
}

/**
 * Whether each joiner stands where RFC 5892, A.1 and A.2, lets it: after a virama, or between two letters that join. The URL
 * standard's check of a domain knows the letters; it is asked of a joiner's neighbours alone, behind a letter that joins none: it looks further than they do.
 */
const labelsJoinWell = (domain: string): boolean =>
  domain.split(".").every((label) =>
    Array.from(label.matchAll(JOINERS), ({ index }) => {
      const [before = ""] = /[^\p{Mn}\p{Me}]?[\p{Mn}\p{Me}]*$/u.exec(label.slice(0, index)) ?? [];
      const [after = ""] = /^[\p{Mn}\p{Me}]*[^\p{Mn}\p{Me}]?/u.exec(label.slice(index + 1)) ?? [];
      return domainToASCII(`a${before}${label[index]}${after}.com`) !== "";
    }).every(Boolean),
  );
