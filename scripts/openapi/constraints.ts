/**
 * What requests are checked for by code, as far as a schema can say it, by field. Patterns keep to what every engine of
 * regular expressions knows: no `\p`, no look-ahead, `\x` for characters.
 */
import { MAX_TRIAL_DAYS } from "../../core/plans/trialDays.ts";
import type { Json } from "./parts.ts";

/** Texts that people paste: no control characters but tabs and line breaks, which become blanks. */
const pasted = { pattern: "^[^\\x00-\\x08\\x0e-\\x1f]*$" };
const required = { ...pasted, minLength: 1 };
const code = { minLength: 1, pattern: "^[^\\x00-\\x1f]*$" };

/** Letters of any script are taken, not only what has ASCII. */
const label = "(?:[A-Za-z0-9_-]|[^\\x00-\\x9f\\s])+";
const email = {
  format: "idn-email",
  pattern: `^(?:[A-Za-z0-9_!#$%&'*+/=?^\`{|}~.-]|[^\\x00-\\x9f\\s]){1,64}@${label}(?:\\.${label})+$`,
};

const inId = "\\x00-\\x1f\\x7f-\\x9f/?#%\\\\";
const id = { pattern: `^[^${inId}\\s](?:[^${inId}]*[^${inId}\\s])?$` };

/** A day of this century, which exists, and perhaps a time with its offset. */
const day =
  "(?:20\\d\\d-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))|20(?:[02468][048]|[13579][26])-02-29)";
const time = "T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";

/** What is a day or a time, and no empty text. */
const moment = { pattern: `^${day}(?:${time})?$` };

export const requestConstraints: Readonly<Record<string, Json>> = {
  email,
  id,
  externalId: id,
  fullName: pasted,
  domain: pasted,
  website: pasted,
  timezone: pasted,
  language: pasted,
  industry: pasted,
  employeeCount: pasted,
  taxDocument: pasted,
  documentType: pasted,
  line1: required,
  line2: pasted,
  city: required,
  state: pasted,
  postalCode: pasted,
  region: pasted,
  country: { pattern: "^[A-Z]{2}$" },
  metadata: { propertyNames: { minLength: 1, maxLength: 40 } },
  customerId: { minLength: 1 },
  planCode: code,
  planId: code,
  priceId: code,
  name: pasted,
  customTrialDays: { minimum: 0, maximum: MAX_TRIAL_DAYS },
  startDate: moment,
  expiresAt: moment,
};
