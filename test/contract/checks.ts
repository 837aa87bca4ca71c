/** What an SDK's model requires of a field. */
import { isObject, type JsonObject } from "./strict-parsers.ts";

export type Check = (value: unknown) => boolean;

export const text: Check = (value) => typeof value === "string";
export const flag: Check = (value) => typeof value === "boolean";
export const integer: Check = (value) => Number.isSafeInteger(value);
export const anything: Check = () => true;

export const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);

/** Present, even if null. */
export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

export const each =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

export const shaped =
  (fields: Record<string, Check>): Check =>
  (value) =>
    isObject(value) && problemsOf(value, fields).length === 0;

/** The fields that a model would refuse, with their values. */
export const problemsOf = (value: JsonObject, fields: Record<string, Check>): string[] =>
  Object.entries(fields)
    .filter(([name, check]) => !check(value[name]))
    .map(([name]) => `${name}: ${JSON.stringify(value[name])}`);
