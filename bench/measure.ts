/** What the measures have in common. */

/** What a figure should be. `reported` ones have no goal. */
export type Goal = { atMost: number } | { below: number } | { atLeast: number } | "reported";

/** A figure's definition. */
export interface Figure {
  /** One line for the table. */
  what: string;
  goal: Goal;
  /** Better than the goal, where more is hoped for. */
  aim?: number;
  /** Shown when the goal is missed: why it is. */
  why?: string;
}

/** How much is measured. */
export interface Bench {
  long: boolean;
  /** Whether a figure is asked for; a measure may leave out work for others. */
  isWanted: (figure: string) => boolean;
  /** Tells the person who waits what is being done. */
  progress: (text: string) => void;
}

/** Some figures that are measured together. */
export interface Measure {
  name: string;
  goals: Readonly<Record<string, Figure>>;
  /** @throws Unmeasurable when this machine lacks what is needed */
  take: (bench: Bench) => Promise<Readonly<Record<string, number>>>;
}

/** A measure that cannot be taken here, and why. */
export class Unmeasurable extends Error {}

/** A figure as `--json` prints it. */
export interface Result {
  value: number;
  goal: number | null;
  met: boolean;
}

/** A measured value held against its goal. Values are rounded first, so that what is shown is what is judged. */
export function judge(goal: Goal, measured: number): Result {
  const value = Number(measured.toFixed(measured < 10 ? 3 : 1));
  if (goal === "reported") return { value, goal: null, met: true };
  if ("atLeast" in goal) return { value, goal: goal.atLeast, met: value >= goal.atLeast };
  if ("below" in goal) return { value, goal: goal.below, met: value < goal.below };
  return { value, goal: goal.atMost, met: value <= goal.atMost };
}

/** What bench/results/results.json holds. */
export interface Results {
  date: string;
  seconds: number;
  long: boolean;
  machine: { processor: string; cores: number; memoryGigabytes: number; system: string; loadBefore: number };
  /** Of Node, and of the packages that are measured. */
  versions: Record<string, string>;
  figures: Record<string, Result>;
  /** What could not be measured on this machine, and why. */
  unmeasured: Record<string, string>;
}
