/** Reduces noise: variants alternate in random order, and only ratios within one round count. */

/** One block of calls. */
export interface Block {
  /** Median wall time per call, in microseconds. */
  p50: number;
  /** CPU time per call, in microseconds. */
  cpu: number;
}

/** With fewer rounds, results mean nothing. */
const MIN_ROUNDS = 7;

/** The middle value; for an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Runs every variant once per round, in a new random order. The results are in the order of the rounds. */
export async function interleave<Name extends string, T>(
  rounds: number,
  variants: Readonly<Record<Name, () => Promise<T>>>,
  onRound: (round: number) => void = () => {},
): Promise<Record<Name, T[]>> {
  if (rounds < MIN_ROUNDS) throw new Error(`${rounds} rounds are too few: at least ${MIN_ROUNDS}`);
  const names = Object.keys(variants) as Name[];
  const results = Object.fromEntries(names.map((name): [string, T[]] => [name, []])) as Record<Name, T[]>;
  for (let round = 1; round <= rounds; round++) {
    onRound(round);
    for (const name of shuffled(names)) results[name].push(await variants[name]());
  }
  return results;
}

/** The median of the ratios a / b of all rounds. */
export const medianRatio = <T>(a: readonly T[], b: readonly T[], of: (one: T) => number): number =>
  median(a.map((one, round) => of(one) / of(b[round] as T)));

/** The median of the differences a - b of all rounds. */
export const medianDifference = <T>(a: readonly T[], b: readonly T[], of: (one: T) => number): number =>
  median(a.map((one, round) => of(one) - of(b[round] as T)));

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
