/** The operations on plans and subscriptions in the OpenAPI document. */
import { askedStatuses } from "../../core/subscriptions/list.ts";
import type { OperationDoc } from "./docs.ts";
import {
  aPage,
  bodyErrors,
  cursorParameter,
  idempotencyKey,
  limitParameter,
  oneThing,
  query,
  reason,
  ref,
} from "./parts.ts";
import { canceledExample, planExample, subscriptionExample } from "./planFields.ts";

const idParameter = (description: string, example: string) => ({
  name: "id",
  in: "path",
  required: true,
  description,
  schema: { type: "string", minLength: 1 },
  example,
});

const plan = ref("Plan");
const subscription = ref("Subscription");
const createExample = { customerId: "user_123", planCode: "pro", billingInterval: "monthly" };

export const planOperationDocs: Record<string, OperationDoc> = {
  listPlans: {
    tag: "Plans",
    summary: "List plans",
    description: "The public plans in their order. Plans are pushed by operators: `npm run plans -- push`.",
    parameters: [
      limitParameter("Plans"),
      cursorParameter,
      query("includePrivate", "Private plans too (`true`, also `1`).", { type: "boolean" }, true),
    ],
    answers: {
      "200": aPage(plan, [planExample]),
    },
    errorCodes: ["validation_error"],
  },
  getPlan: {
    tag: "Plans",
    summary: "Get a plan",
    description: "By its code or its id, private or not.",
    parameters: [idParameter("The plan's code or its id (`plan_…`).", "pro")],
    answers: {
      "200": oneThing("The plan.", plan, planExample),
    },
    errorCodes: ["plan_not_found"],
  },
  createSubscription: {
    tag: "Subscriptions",
    summary: "Subscribe a customer to a plan",
    description:
      "A customer has one active subscription at a time. There is no payment provider: it begins at once, or with its trial. Price and trial are those of this moment and stay.",
    parameters: [
      idempotencyKey("Makes the request safe to repeat: the same key and body return the first subscription."),
      reason,
    ],
    body: {
      schema: "CreateSubscription",
      required: true,
      examples: { monthly: { summary: "Billed by the month", value: createExample } },
    },
    answers: {
      "200": oneThing(
        "The subscription that this Idempotency-Key began before, as it now is.",
        subscription,
        subscriptionExample,
      ),
      "201": oneThing("The new subscription.", subscription, subscriptionExample),
    },
    errorCodes: [
      ...bodyErrors,
      "plan_not_found",
      "customer_not_found",
      "customer_erased",
      "customer_archived",
      "already_has_active_subscription",
    ],
  },
  listSubscriptions: {
    tag: "Subscriptions",
    summary: "List subscriptions",
    description:
      "With `customerId` every subscription that the customer ever had, newest first. Without it each customer's latest one, newest customers first; a page may then be short although there is more. To go on, send `nextCursor` as `cursor` with the same filters until `hasMore` is false. A misspelt filter, such as `customer_id`, is a 422 that names the right one; what is unknown is ignored.",
    parameters: [
      limitParameter("Subscriptions"),
      cursorParameter,
      query(
        "customerId",
        "Only those of the customer with this id (`cus_…`) or this id of yours.",
        { type: "string", minLength: 1 },
        "user_123",
      ),
      query(
        "status",
        "Only those in this state. States that need payments are taken, and nothing is in them.",
        { type: "string", enum: askedStatuses },
        "canceled",
      ),
    ],
    answers: { "200": aPage(subscription, [subscriptionExample]) },
    errorCodes: ["validation_error", "customer_not_found", "customer_erased"],
  },
  getSubscription: {
    tag: "Subscriptions",
    summary: "Get a subscription",
    description: "By its id, whatever its state: also long after it has ended and others have followed.",
    parameters: [idParameter("The subscription's id.", subscriptionExample.id)],
    answers: { "200": oneThing("The subscription.", subscription, subscriptionExample) },
    errorCodes: ["subscription_not_found", "customer_erased"],
  },
  getActiveSubscription: {
    tag: "Subscriptions",
    summary: "Get a customer's active subscription",
    description: "Null when there is none. One that is canceled for later is active until then.",
    parameters: [
      {
        ...query(
          "customerId",
          "The customer's id (`cus_…`) or your own id of it.",
          { type: "string", minLength: 1 },
          "user_123",
        ),
        required: true,
      },
    ],
    answers: {
      "200": {
        ...oneThing(
          "The active subscription, or null.",
          { anyOf: [subscription, { type: "null" }], description: "The active subscription, or null." },
          subscriptionExample,
        ),
        thing: "ActiveSubscription",
      },
    },
    errorCodes: ["validation_error", "customer_not_found", "customer_erased"],
  },
  cancelSubscription: {
    tag: "Subscriptions",
    summary: "Cancel a subscription",
    description:
      "For the end of its period, until when it stays active; or now, with `immediate`. What is free or has not begun ends now in any case.",
    parameters: [
      idParameter("The subscription's id.", subscriptionExample.id),
      idempotencyKey("Makes the request safe to repeat: the same key and body return what the first one did."),
      reason,
    ],
    body: {
      schema: "CancelSubscription",
      required: false,
      examples: { later: { summary: "For the period's end", value: { reason: "too dear" } } },
    },
    answers: { "200": oneThing("The subscription with its end.", subscription, canceledExample) },
    errorCodes: [...bodyErrors, "subscription_not_found", "customer_erased", "subscription_already_canceled"],
  },
};
