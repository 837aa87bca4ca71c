/** The local readers of the customers table's stream. DynamoDB allows two readers per shard. */
import type { StreamRecord } from "@aws-sdk/client-dynamodb-streams";

export interface ConsumerFacts {
  /** Its checkpoint in the data folder. */
  file: string;
  /** The event source mapping's filter: other records never reach the function. */
  wants: (change: StreamRecord) => boolean;
  /** The verb for a processed change, e.g. `published`. */
  done: string;
  /** What an operator should do about changes that the consumer never got. */
  remedy: string;
  /**
   * Whether it may start on a stream whose first changes are gone, because its output can be rebuilt from the table.
   */
  mayBeginLate: boolean;
}

export const consumers = {
  publisher: {
    file: "pump.json",
    wants: ({ NewImage }) => (NewImage?.version ?? NewImage?.erasedSequence) !== undefined,
    done: "published",
    remedy: "Find what is missing with npm run events -- verify --repair --include-late",
    mayBeginLate: false,
  },
  indexer: {
    file: "pump.search.json",
    wants: ({ NewImage, OldImage }) => (NewImage?.version ?? OldImage?.version) !== undefined,
    done: "indexed",
    remedy: "Rebuild the search index with npm run search -- rebuild --org ORG",
    mayBeginLate: true,
  },
} as const satisfies Record<string, ConsumerFacts>;

export type Consumer = keyof typeof consumers;
export const consumerNames = Object.keys(consumers) as Consumer[];
