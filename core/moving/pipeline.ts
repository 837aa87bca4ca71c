/** All rows of a file: prepared in their order, written in batches, several at once. */
import {
  type ImportRun,
  keysOf,
  type Outcome,
  type Prepared,
  prepare,
  type SourceRow,
  writeRows,
} from "./importing.ts";
import { INSERTS } from "./store.ts";

const MAX_BATCHES = 8;

/** A batch, and what becomes of it. The outcomes of its rows and of those that were refused before it, in their order. */
interface Batch {
  keys: Set<string>;
  done: Promise<Outcome[]>;
}

/**
 * Imports rows and yields what has happened to each, in their order. Memory stays the same however many there are. Of rows
 * with the same key the first one wins: a later one waits for it.
 *
 * @throws AppError `service_unavailable`; rows whose outcome was not yielded may have been written
 */
export async function* importAll(run: ImportRun, rows: AsyncIterable<SourceRow>): AsyncGenerator<Outcome> {
  const running: Batch[] = [];
  let waiting: (Prepared | Outcome)[] = [];
  const start = () => {
    if (waiting.length > 0) running.push(startBatch(run, waiting));
    waiting = [];
  };
  for await (const row of rows) {
    const prepared = await prepare(run, row);
    if (isPrepared(prepared) && keysOf(prepared).some((key) => isTaken(key, waiting, running))) {
      start();
      for (const { done } of running.splice(0)) yield* await done;
    }
    waiting.push(prepared);
    if (waiting.length >= INSERTS) start();
    if (running.length > MAX_BATCHES) yield* (await running.shift()?.done) ?? [];
  }
  start();
  for (const { done } of running) yield* await done;
}

const isPrepared = (it: Prepared | Outcome): it is Prepared => "item" in it;

const isTaken = (key: string, waiting: readonly (Prepared | Outcome)[], running: readonly Batch[]): boolean =>
  running.some(({ keys }) => keys.has(key)) || waiting.some((it) => isPrepared(it) && keysOf(it).includes(key));

function startBatch(run: ImportRun, rows: readonly (Prepared | Outcome)[]): Batch {
  const prepared = rows.filter(isPrepared);
  const done = writeRows(run, prepared).then((outcomes) => {
    const bySource = new Map(outcomes.map((outcome) => [outcome.row, outcome]));
    return rows.flatMap((it) => (isPrepared(it) ? (bySource.get(it.source) ?? []) : it));
  });
  // It is awaited in its turn, where its failure ends the import.
  done.catch(() => undefined);
  return { keys: new Set(prepared.flatMap(keysOf)), done };
}
