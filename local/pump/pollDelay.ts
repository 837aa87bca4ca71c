const SHORTEST_MS = 50;
/**
 * Changes must be published within a second. A poll costs one or two milliseconds of CPU, so an idle stack polls
 * rarely.
 */
const LONGEST_MS = 700;
/** For a second after a change the stream counts as busy. */
const BUSY_POLLS = 20;
const GROWTH = 1.1;

/**
 * Milliseconds until the next poll of the stream, after this many empty responses in a row: the shortest delay for a
 * second, then growing to the longest after about eight seconds.
 */
export const pollDelay = (emptyAnswers: number): number =>
  Math.min(SHORTEST_MS * GROWTH ** Math.max(0, emptyAnswers - BUSY_POLLS), LONGEST_MS);
