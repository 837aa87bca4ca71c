/** What callers do with a 503: `docs/errors/service_unavailable.md` tells them to. */
import { setTimeout as sleep } from "node:timers/promises";

const MAX_REPEATS = 20;

/** Sends a request and, while a busy service answers 503, again after Retry-After, later each time. Returns the last answer. */
export async function repeat503<Answer extends { status: number; headers: Headers }>(
  send: () => Promise<Answer>,
): Promise<Answer> {
  let answer = await send();
  for (let repeats = 1; answer.status === 503 && repeats <= MAX_REPEATS; repeats++) {
    const retryAfterSeconds = Number(answer.headers.get("retry-after"));
    // At random, so that callers who were refused together do not come back together.
    await sleep(retryAfterSeconds * 1_000 * (1 + Math.random() * repeats));
    answer = await send();
  }
  return answer;
}
