/** Who reads the customers table's stream on this machine, and how far each has come. DynamoDB allows two readers a shard. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import { isErrno } from "../systemError.ts";
import { writeWhole } from "../writeWhole.ts";
import type { Last } from "./streamReader.ts";

interface ConsumerFacts {
  /** Its checkpoint in the data folder. */
  file: string;
  /** The event source mapping's filter: other records never reach the function. */
  wants: (change: StreamRecord) => boolean;
  /** What it does with changes, and what mends it when it has not got some. */
  does: string;
  cure: string;
  /** Whether it may begin on a stream whose first changes are gone: what it makes can be made of the table too. */
  mayBeginLate: boolean;
}

export const consumers = {
  publisher: {
    file: "pump.json",
    wants: ({ NewImage }) => NewImage?.version !== undefined,
    does: "published",
    cure: "Find what is missing with npm run events -- verify --repair",
    mayBeginLate: false,
  },
  indexer: {
    file: "pump.search.json",
    wants: ({ NewImage, OldImage }) => (NewImage ?? OldImage)?.version !== undefined,
    does: "indexed",
    cure: "Rebuild the search index with npm run search -- rebuild --org ORG",
    mayBeginLate: true,
  },
} as const satisfies Record<string, ConsumerFacts>;

export type Consumer = keyof typeof consumers;
export const consumerNames = Object.keys(consumers) as Consumer[];

export interface Checkpoint {
  /** A table made anew has a stream of another ARN: then nothing of this counts. */
  streamArn: string;
  /** The last record of each shard that is done. */
  shards: Record<string, Last>;
  /** Shards that are closed and done to their end. */
  finished: string[];
  /** When nothing was left to do last, ISO 8601. */
  caughtUpAt: string | null;
}

/** A consumer's checkpoint in a data folder, or undefined before it first ran. */
export function readCheckpoint(dataDir: string, consumer: Consumer): Checkpoint | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, consumers[consumer].file), "utf8")) as Checkpoint;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

export function writeCheckpoint(dataDir: string, consumer: Consumer, checkpoint: Checkpoint): void {
  writeWhole(join(dataDir, consumers[consumer].file), JSON.stringify(checkpoint));
}

/** When the slowest consumer last had nothing left to do; undefined before all have run. */
export function caughtUpAt(dataDir: string): Date | undefined {
  const times = consumerNames.map((consumer) => Date.parse(readCheckpoint(dataDir, consumer)?.caughtUpAt ?? ""));
  const slowest = Math.min(...times);
  return Number.isNaN(slowest) ? undefined : new Date(slowest);
}
