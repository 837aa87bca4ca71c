/** Who reads the customers table's stream on this machine. DynamoDB allows two readers a shard. */
import type { StreamRecord } from "@aws-sdk/client-dynamodb-streams";

export interface ConsumerFacts {
  /** Its checkpoint in the data folder. */
  file: string;
  /** The event source mapping's filter: other records never reach the function. */
  wants: (change: StreamRecord) => boolean;
  /** What has happened to a change that it is done with, e.g. `published`. */
  done: string;
  /** What an operator does about changes that it never got. */
  remedy: string;
  /** Whether it may begin on a stream whose first changes are gone: what it makes can be made of the table too. */
  mayBeginLate: boolean;
}

export const consumers = {
  publisher: {
    file: "pump.json",
    wants: ({ NewImage }) => NewImage?.version !== undefined,
    done: "published",
    remedy: "Find what is missing with npm run events -- verify --repair",
    mayBeginLate: false,
  },
  indexer: {
    file: "pump.search.json",
    wants: ({ NewImage, OldImage }) => (NewImage ?? OldImage)?.version !== undefined,
    done: "indexed",
    remedy: "Rebuild the search index with npm run search -- rebuild --org ORG",
    mayBeginLate: true,
  },
} as const satisfies Record<string, ConsumerFacts>;

export type Consumer = keyof typeof consumers;
export const consumerNames = Object.keys(consumers) as Consumer[];
