/** What `npm run stage -- doctor` finds, and how it says it. */

/**
 * Of one thing that was looked at. `act`: somebody must do something. `unknown`: it could not be read. `note`: good to
 * know, nothing to do.
 */
export type State = "act" | "unknown" | "note" | "well";

export interface Finding {
  /** What was looked at, e.g. `tables`. */
  area: string;
  state: State;
  /** What is so, and what to do about it. */
  sentence: string;
}

/** Makes findings of one area. */
export const saying =
  (area: string) =>
  (state: State, sentence: string): Finding => ({ area, state, sentence });

export interface Diagnosis {
  stage: string;
  /** The whole's: `unknown` only when nothing is to be done of what could be read. */
  state: Exclude<State, "note">;
  findings: Finding[];
}

export const diagnosisOf = (stage: string, findings: Finding[]): Diagnosis => {
  const has = (state: State) => findings.some((finding) => finding.state === state);
  return { stage, state: has("act") ? "act" : has("unknown") ? "unknown" : "well", findings };
};

export const exitCodes: Readonly<Record<Diagnosis["state"], number>> = { well: 0, act: 1, unknown: 2 };

const titles: Readonly<Record<State, string>> = {
  act: "To do",
  unknown: "Could not be read",
  note: "Good to know",
  well: "Well",
};

/** The diagnosis as a page for people, what is to be done first. */
export function pageOf({ stage, findings }: Diagnosis): string {
  const of = (state: State) => findings.filter((finding) => finding.state === state);
  const head = [
    of("act").length > 0 ? `${of("act").length} to do` : "nothing to do",
    ...(of("unknown").length > 0 ? [`${of("unknown").length} could not be read`] : []),
  ];
  const parts = (["act", "unknown", "note", "well"] as const).flatMap((state) => {
    const lines = of(state).map(({ area, sentence }) => `- ${area}: ${sentence}`);
    return lines.length > 0 ? [[`${titles[state]}:`, ...lines].join("\n")] : [];
  });
  return [`${stage}: ${head.join(", ")}.`, ...parts].join("\n\n");
}
