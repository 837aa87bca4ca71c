/** Decides which shards of a stream are read, and when. */
import { setTimeout as sleep } from "node:timers/promises";
import { listShards, type Stream } from "./streamReader.ts";

const LIST_MS = 10_000;

/**
 * Reads every shard of a stream, a parent to its end before its children. Looks for new shards every ten seconds. Ends
 * only with the error of a shard or of the list.
 */
export async function readAllShards(
  stream: Stream,
  isFinished: (shardId: string) => boolean,
  readToEnd: (shardId: string) => Promise<void>,
): Promise<never> {
  const started = new Set<string>();
  const failure = Promise.withResolvers<never>();
  const startNewShards = async (): Promise<never> => {
    for (;;) {
      for (const { ShardId = "", ParentShardId = "" } of await listShards(stream)) {
        const isParentOpen = started.has(ParentShardId) && !isFinished(ParentShardId);
        if (isParentOpen || started.has(ShardId) || isFinished(ShardId)) continue;
        started.add(ShardId);
        readToEnd(ShardId).catch(failure.reject);
      }
      await sleep(LIST_MS);
    }
  };
  return Promise.race([startNewShards(), failure.promise]);
}
