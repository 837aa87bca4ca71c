/** SDKs from 9.4 on: a subscription says whether it is paused. */
import type * as z from "zod/mini";
import type { SubscriptionJson } from "../../subscriptions/schemas.ts";
import { generation as enveloped } from "./2026-05-01.ts";
import { generation as previous, fields as previousFields, schemas as previousSchemas } from "./2026-07-24.ts";
import type { FieldDoc, GuideSchemas, Zod } from "./documentation.ts";
import { type DatedGeneration, sinceOf } from "./generation.ts";

export const generation = {
  versions: ["2026-08-27"],
  envelope: previous.envelope,
  forms: { ...previous.forms, subscription: subscriptionForm },
} satisfies DatedGeneration;

function subscriptionForm(subscription: SubscriptionJson): z.infer<ReturnType<typeof schemas>["Subscription"]> {
  return { ...previous.forms.subscription(subscription), pause: null };
}

// Stryker disable all: from here on for the OpenAPI document alone, which `npm run check` compares
/** The forms as schemas. */
export function schemas(z: Zod, guide: GuideSchemas) {
  const { Subscription, ...others } = previousSchemas(z, guide);
  return { ...others, Subscription: z.object({ ...Subscription.shape, pause: z.null() }) };
}

const A_DAY_MS = 86_400_000;

const dayBefore = (date: string): string => new Date(Date.parse(date) - A_DAY_MS).toISOString().slice(0, 10);

export function about(): string {
  const second = sinceOf(previous);
  return `For the SDKs from 9.4 on. A request with a \`commet-version\` from ${second} to ${dayBefore(sinceOf(generation))}, as the SDKs 8.0 to 9.3 send it, gets subscriptions without \`pause\`. From ${sinceOf(enveloped)} to ${dayBefore(second)}, as the SDKs 3 to 7 send it, it gets the same things in an envelope, \`{success, data, hasMore, nextCursor}\`, and may update with PUT as well as with PATCH. Every other version, and none, is read as the newest. Each answer says its version in \`commet-version\`.`;
}

/** What each field means that the guide does not have, or has in another form. */
export const fields = (): Record<string, FieldDoc> => ({
  ...previousFields(),
  pause: { description: "Always null: subscriptions are not paused.", example: null },
});
