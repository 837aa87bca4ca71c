/** The size of a test: small in `npm test`, full in `npm run test:long`. */
import { type TestFunction, test } from "vitest";

const isLong = process.env.TEST_MODE === "long";

export const scaled = <T>(short: T, long: T): T => (isLong ? long : short);

/** A test of long runs alone; a short run says that it skips it, and why. */
export const longOnly = (title: string, run: TestFunction): void =>
  test(title, (context) => (isLong ? run(context) : context.skip("only in npm run test:long")));
