const SHORTEST_MS = 50;
/** A change is published within a second; each poll costs one or two milliseconds of CPU, so an idle stack polls seldom. */
const LONGEST_MS = 700;
/** For a second after a change the stream counts as busy. */
const BUSY_POLLS = 20;
const GROWTH = 1.1;

/**
 * Milliseconds to wait before the stream is asked again, after so many empty answers in a row: the shortest for a second, then
 * more each time, the longest after some eight seconds.
 */
export const pollDelay = (emptyAnswers: number): number =>
  Math.min(SHORTEST_MS * GROWTH ** Math.max(0, emptyAnswers - BUSY_POLLS), LONGEST_MS);
