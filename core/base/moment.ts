import * as z from "zod/mini";
import { problemOf } from "./validation.ts";

/** A day, from midnight UTC, or a moment. Four-digit years make times sort correctly as text. */
export const moment = z
  .pipe(
    z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: "must be a date like 2026-02-01, or a time with its offset like 2026-02-01T09:30:00Z",
    }),
    z.transform((value) => new Date(value)),
  )
  .check(
    problemOf((date) => {
      const year = date.getUTCFullYear();
      return year >= 2000 && year < 2100 ? undefined : "must be in the years 2000 to 2099";
    }),
  );
