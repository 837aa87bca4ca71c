const MAX_ENTRIES = 1_000;
const MAX_AGE_MS = 30_000;

/**
 * A bounded cache of lookups that lives as long as the process: at most 1,000 entries, each for at most 30 seconds of
 * wall clock time (a frozen Lambda process must not keep a revoked key valid). Misses are cached too, so that an
 * unknown key does not cost a read each time. Lookups in flight are shared, and failed ones are not cached.
 */
export class LookupCache<T> {
  readonly #entries = new Map<string, { value: Promise<T>; until: number }>();

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known && Date.now() < known.until) return known.value;
    const entry = { value: load(), until: Date.now() + MAX_AGE_MS };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
    entry.value.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
    return entry.value;
  }
}
