/** The embedded SQS: fauxqs inside this process, its queues on disk. */
import { buildApp } from "fauxqs";
import { OperatorError } from "../../core/base/operatorError.ts";
import { isErrno, messageOf } from "../systemError.ts";

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>["stores"]>;

/**
 * The parts that fauxqs 2.4.1's own start uses. That start listens on every interface, which would expose customers'
 * data.
 */
interface Internals {
  SqsStore: new () => Stores["sqsStore"];
  SnsStore: new () => Stores["snsStore"];
  S3Store: new () => Stores["s3Store"];
  PersistenceManager: new (
    dataDir: string,
  ) => {
    loadSqsAndSns: (sqs: Stores["sqsStore"], sns: Stores["snsStore"]) => void;
    updateMessageReady: (messageId: string) => void;
    close: () => void;
  };
  INVALID_MESSAGE_BODY_CHAR: RegExp;
}

const internals = async (): Promise<Internals> => {
  const modules = [
    "./sqs/sqsStore.js",
    "./sns/snsStore.js",
    "./s3/s3Store.js",
    "./persistence.js",
    "./sqs/sqsTypes.js",
  ];
  const entry = import.meta.resolve("fauxqs");
  return Object.assign({}, ...(await Promise.all(modules.map((file) => import(new URL(file, entry).href)))));
};

/** Characters that SQS refuses in a body. fauxqs also refuses those beyond U+FFFF, such as emoji, which SQS accepts. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: SQS names these characters
const REFUSED = /[^\x09\x0A\x0D\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export interface Queues {
  endpoint: string;
  stop: () => Promise<void>;
}

/**
 * Starts SQS on a port of the loopback interface; 0 picks a free one.
 *
 * @throws OperatorError when the port is taken or the folder holds something else
 */
export async function startFauxqs(dataDir: string, port: number): Promise<Queues> {
  const { SqsStore, SnsStore, S3Store, PersistenceManager, INVALID_MESSAGE_BODY_CHAR } = await internals();
  INVALID_MESSAGE_BODY_CHAR.test = (text) => REFUSED.test(text);
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  let persistence: InstanceType<typeof PersistenceManager>;
  try {
    persistence = new PersistenceManager(dataDir);
    persistence.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  } catch (error) {
    throw new OperatorError(`The queues in ${dataDir} cannot be read (${messageOf(error)}). Remove that folder`);
  }
  // Its own statement is one that SQLite refuses, and a message that a consumer gives back at once would be lost. Without it,
  // such a message is hidden after a restart for as long as it was received for.
  persistence.updateMessageReady = () => {};
  Object.assign(stores.sqsStore, { persistence });
  for (const queue of stores.sqsStore.allQueues()) Object.assign(queue, { persistence });
  const app = buildApp({ logger: false, defaultRegion: "us-east-1", stores });
  try {
    const endpoint = await app.listen({ port, host: "127.0.0.1" });
    return {
      endpoint,
      stop: async () => {
        await app.close();
        persistence.close();
      },
    };
  } catch (error) {
    persistence.close();
    if (isErrno(error, "EADDRINUSE"))
      throw new OperatorError(
        `Port ${port} is taken. Choose another one for the queues: SQS_PORT=${port + 1} npm start`,
      );
    throw error;
  }
}
