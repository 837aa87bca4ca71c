import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "./errors.ts";

const MAX_ATTEMPTS = 10;

/**
 * For operators: nobody is waiting, so what DynamoDB refuses is tried again for half a minute.
 *
 * @throws AppError `service_unavailable` when it still refuses
 */
export async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await run();
    } catch (error) {
      const isPassing = error instanceof AppError && error.code === "service_unavailable";
      if (!isPassing || attempt === MAX_ATTEMPTS) throw error;
      await sleep(Math.min(100 * 2 ** attempt, 5_000));
    }
}
