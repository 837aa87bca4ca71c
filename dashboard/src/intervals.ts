/** Billing intervals in words. One that only a newer API than this page knows is shown as it is sent. */
import type { Messages } from "./messages/en.ts";

type Texts = Partial<Record<string, string>>;

export function intervalName({ intervalNames }: Pick<Messages, "intervalNames">, interval: string): string {
  const names: Texts = intervalNames;
  return names[interval] ?? interval;
}

/** How a price of this interval is written, with `{price}` for the amount. */
export function priceText({ intervals }: Pick<Messages, "intervals">, interval: string): string {
  const texts: Texts = intervals;
  return texts[interval] ?? `{price} (${interval})`;
}
