/** A list: one page when it is awaited, every item of all pages when it is iterated. */

export interface Page<T> {
  data: T[];
  hasMore: boolean;
  /** The next page's `cursor`; null on the last page, but never of the feed of events. */
  nextCursor: string | null;
}

/** Nothing is requested before it is awaited or iterated. Pages are requested one after the other, as they are needed. */
export class Pages<T> implements PromiseLike<Page<T>>, AsyncIterable<T> {
  readonly #request: (cursor?: string) => Promise<Page<T>>;
  #first: Promise<Page<T>> | undefined;

  /** @param request requests the page at a cursor, or the first one */
  constructor(request: (cursor?: string) => Promise<Page<T>>) {
    this.#request = request;
  }

  #page(): Promise<Page<T>> {
    this.#first ??= this.#request();
    return this.#first;
  }

  // biome-ignore lint/suspicious/noThenProperty: being awaited is what it is for
  readonly then: Promise<Page<T>>["then"] = (resolved, rejected) => this.#page().then(resolved, rejected);
  readonly catch: Promise<Page<T>>["catch"] = (rejected) => this.#page().catch(rejected);
  readonly finally: Promise<Page<T>>["finally"] = (settled) => this.#page().finally(settled);

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    let page = await this.#page();
    yield* page.data;
    while (page.hasMore) {
      page = await this.#request(page.nextCursor ?? undefined);
      yield* page.data;
    }
  }
}
