/** The size of a test: small in `npm test`, full in `npm run test:long`. */
const isLong = process.env.TEST_MODE === "long";

export const scaled = (short: number, long: number): number => (isLong ? long : short);
