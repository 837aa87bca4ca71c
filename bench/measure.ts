/** Types and helpers shared by the measures. */

/** The target for a figure. `reported` ones have none. */
export type Goal = { atMost: number } | { below: number } | { atLeast: number } | "reported";

/** A figure's definition. */
export interface Figure {
  /** One line of description for the table. */
  what: string;
  goal: Goal;
  /** A target beyond the goal. */
  aim?: number;
  /** Explains a missed goal, and is shown with it. */
  why?: string;
}

/** The options of a run. */
export interface Bench {
  long: boolean;
  /** Whether a figure is wanted; a measure may skip work for others. */
  isWanted: (figure: string) => boolean;
  /** Tells the user what is being done. */
  progress: (text: string) => void;
}

/** Figures that are measured together. */
export interface Measure {
  name: string;
  goals: Readonly<Record<string, Figure>>;
  /** @throws Unmeasurable when this machine lacks what is needed */
  take: (bench: Bench) => Promise<Readonly<Record<string, number>>>;
}

/** A measure that cannot be taken on this machine, and why. */
export class Unmeasurable extends Error {}

/** A figure as `--json` prints it. */
export interface Result {
  value: number;
  goal: number | null;
  met: boolean;
}

/** Judges a measured value by its goal. Values are rounded first, so that the printed value is the one judged. */
export function judge(goal: Goal, measured: number): Result {
  const value = Number(measured.toFixed(measured < 10 ? 3 : 1));
  if (goal === "reported") return { value, goal: null, met: true };
  if ("atLeast" in goal) return { value, goal: goal.atLeast, met: value >= goal.atLeast };
  if ("below" in goal) return { value, goal: goal.below, met: value < goal.below };
  return { value, goal: goal.atMost, met: value <= goal.atMost };
}

/** The contents of bench/results/results.json. */
export interface Results {
  date: string;
  seconds: number;
  long: boolean;
  machine: { processor: string; cores: number; memoryGigabytes: number; system: string; loadBefore: number };
  /** Of Node and the measured packages. */
  versions: Record<string, string>;
  figures: Record<string, Result>;
  /** The figures that could not be measured on this machine, and why. */
  unmeasured: Record<string, string>;
}
