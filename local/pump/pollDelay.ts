/** How soon a change may be noticed after others: what is busy is polled so often. */
const SHORTEST_MS = 50;
/** A change is published within a second; each poll costs one or two milliseconds of CPU, so an idle stack polls seldom. */
const LONGEST_MS = 700;
const GROWTH = 1.1;

/**
 * Milliseconds to wait before the stream is asked again, after so many empty answers in a row. The delay grows with the time
 * since the last change, to a tenth of it, and reaches its longest after some five seconds.
 */
export const pollDelay = (emptyAnswers: number): number => Math.min(SHORTEST_MS * GROWTH ** emptyAnswers, LONGEST_MS);
