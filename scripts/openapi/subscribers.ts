/** The operations on subscribers in the OpenAPI document. */
import type { OperationDoc } from "./docs.ts";
import { aPage, bodyErrors, cursorParameter, limitParameter, oneThing, query, ref } from "./parts.ts";
import { parkedExample, redriveExample, subscriberExample } from "./subscriberFields.ts";

const nameParameter = {
  name: "name",
  in: "path",
  required: true,
  description: "The subscriber's name.",
  schema: { type: "string", minLength: 1 },
  example: subscriberExample.name,
};

export const subscriberOperationDocs: Record<string, OperationDoc> = {
  listSubscribers: {
    tag: "Subscribers",
    summary: "List subscribers",
    description:
      "Who receives this stage's events, all on one page, and what is parked for each: events that its queue did not take, of this organization alone.",
    parameters: [],
    answers: { "200": aPage(ref("Subscriber"), [subscriberExample]) },
    errorCodes: [],
  },
  listParkedCustomers: {
    tag: "Subscribers",
    summary: "List a subscriber's parked customers",
    description: "The organization's customers whose events wait for the subscriber, in the order of their ids.",
    parameters: [
      nameParameter,
      limitParameter("Customers"),
      cursorParameter,
      query(
        "customerId",
        "Only this customer, by its id (`cus_…`) or your own id of it: the page is empty if it is not parked.",
        { type: "string", minLength: 1 },
        "user_123",
      ),
    ],
    answers: { "200": aPage(ref("ParkedCustomer"), [parkedExample]) },
    errorCodes: ["validation_error", "subscriber_not_found", "customer_not_found"],
  },
  redriveSubscriber: {
    tag: "Subscribers",
    summary: "Send a subscriber what is parked",
    description:
      "Sends the organization's parked events, each customer's in order, for some 6 seconds. While `hasMore` is true, send the same request again: it goes on where this one ended. It ends when the queue takes nothing. Any number of these requests may run at once. What is not parked is not sent: then `sent` and `remaining` are 0.",
    parameters: [nameParameter],
    body: {
      schema: "RedriveSubscriber",
      required: false,
      examples: {
        all: { summary: "All customers", value: {} },
        one: { summary: "One customer", value: { customerId: "user_123" } },
      },
    },
    answers: { "200": oneThing("What became of it.", ref("Redrive"), redriveExample) },
    errorCodes: [...bodyErrors, "subscriber_not_found", "customer_not_found"],
  },
};
