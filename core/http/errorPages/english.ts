import type { ErrorCode } from "../../base/errors.ts";
import type { Explanation, PageTexts } from "./texts.ts";

const explanations: Record<ErrorCode, Explanation> = {
  invalid_json: {
    meaning: "The body could not be read as JSON. Nothing was changed.",
    causes: [
      "A syntax error: a comma too many, a missing quotation mark, a body that was cut off.",
      "Bytes that are not UTF-8.",
      "A form or a file where JSON is due.",
    ],
    action: "Correct the body and send it again.",
  },
  unauthorized: {
    meaning: "The request has no API key that is valid here. Nothing was read or changed.",
    causes: [
      "The x-api-key header is missing or empty.",
      "The key is unknown to this stage: each stage has keys of its own.",
      "The key has expired or was revoked.",
    ],
    action:
      "Send a valid key in the x-api-key header. An operator makes one with `npm run keys -- create`, and sees those there are with `npm run keys -- list`.",
  },
  forbidden: {
    meaning:
      "The key is valid but lacks the scope (`read`, `write`, `keys` or `erase`) that the operation needs. Nothing was changed.",
    causes: [
      "A key that was made to read only is used to change something, or the other way about.",
      "API keys are asked for with a key that was made without `keys`: it is never given unless it is named.",
      "A customer is erased with a key that was made without `erase`, or without `write`.",
    ],
    action: "Use a key with that scope. `GET /api/me` shows the scopes of a key.",
  },
  api_key_protected: {
    meaning:
      "A key with the scope `keys` is ended only by another key that has all of its scopes and lives at least as long, so that an organization is never left without one; and no key gets a longer life from one that has fewer scopes. Nothing was changed.",
    causes: ["A key asks for its own end.", "The key that asks lacks a scope of the other one, or expires before it."],
    action:
      "Ask with the key that takes the other's place, or with one that has its scopes and expires no sooner. An operator revokes any key with `npm run keys -- revoke`.",
  },
  api_key_not_found: {
    meaning:
      "No API key of this organization has that id. Keys of other organizations answer the same. Nothing was changed.",
    causes: [
      "The id has a typing mistake, or the secret (`ck_…`) was sent in its place: a secret does not belong into a path.",
      "The key was revoked, and is to expire at another time.",
      "The key belongs to another organization or another stage.",
    ],
    action: "Take an id (`key_…`) from `GET /api/api-keys`.",
  },
  customer_not_found: {
    meaning:
      "No customer of this key's organization has that id, neither as a customer id (cus_…) nor as an external id. Customers of other organizations answer the same.",
    causes: [
      "The customer was not created yet, or its creation failed.",
      "The id has a typing mistake, or another case: ids are compared exactly.",
      "The key belongs to another organization or another stage than the customer.",
      "An id with characters that have a meaning in a URL was put into the path as it is.",
    ],
    action: "Check the id and the key, or create the customer: creating one that exists returns it.",
  },
  plan_not_found: {
    meaning: "No plan of this key's organization has that code or id. Nothing was changed.",
    causes: ["The plan was not pushed to this organization of this stage.", "The code has a typing mistake."],
    action:
      "Take a code from `GET /api/plans`, with `includePrivate=true` for private ones, or push the plan: `npm run plans -- list` shows those there are.",
  },
  subscription_not_found: {
    meaning:
      "No customer of this key's organization has that subscription, or the customer has begun another one since. Nothing was changed.",
    causes: [
      "The id is not one of a subscription (`sub_…`), or has a typing mistake.",
      "The subscription ended, and the customer has a newer one.",
      "The key belongs to another organization or another stage.",
    ],
    action: "Ask for the customer's active subscription and use its id.",
  },
  subscriber_not_found: {
    meaning: "The stage sends no events to a subscriber of that name. Nothing was changed.",
    causes: [
      "The name has a typing mistake; upper and lower case count.",
      "The subscriber was removed from the stage, or is on another one.",
    ],
    action: "Take a name from `GET /api/subscribers`.",
  },
  endpoint_not_available: {
    meaning: "No operation answers at this path.",
    causes: [
      "A typing mistake, a slash at the end, or a part of the path that is empty.",
      "An id with a slash in it, which makes two parts of one.",
      "The SDK means an operation of Commet that this service does not have.",
    ],
    action: "Check the path against the OpenAPI document at `/api/openapi.json`.",
  },
  method_not_allowed: {
    meaning: "The path exists, but not with this method.",
    causes: [
      "The request was sent with another method than the operation has.",
      "A redirect turned a POST into a GET.",
    ],
    action: "Use one of the methods in the Allow header of the answer.",
  },
  external_id_taken: {
    meaning: "The external id given on update belongs to another customer of the organization. Nothing was changed.",
    causes: [
      "Another customer was created with this id.",
      "Two updates gave the same id to two customers; the other one came first.",
    ],
    action: "Get the customer by that external id and decide which of the two you mean.",
  },
  external_id_immutable: {
    meaning:
      "The customer already has another external id. External ids never change once set, so that retries stay safe. Nothing was changed.",
    causes: ["An update sends an external id that differs from the stored one, even in case alone."],
    action: "Leave `externalId` out of the update, or create a new customer with the new id.",
  },
  idempotency_key_mismatch: {
    meaning:
      "A create, or a customer's last update, was repeated with the same Idempotency-Key but another body. What the first request did stands; nothing was changed.",
    causes: [
      "A key is used for several requests.",
      "A key is made from something that stays the same while the body changes.",
    ],
    action: "Use a new key for a new request, and the very same body to repeat one.",
  },
  api_key_already_created: {
    meaning:
      "The request repeats one that has made an API key. Its secret was in the first answer alone and is stored nowhere, so it cannot be shown again. No second key was made.",
    causes: [
      "The first answer was lost on the way, and the client sent the request again with its Idempotency-Key.",
      "Several workers sent the same request.",
    ],
    action:
      "If nobody has the secret, delete the key with the id in `details`, and make another one with a new Idempotency-Key.",
  },
  customer_erased: {
    meaning:
      "The customer was erased for good: nothing of it is left but its id and a hash in place of its external id. Nothing was changed.",
    causes: [
      "A request names a customer that was erased, by either of its ids.",
      "A create, such as that of a nightly sync, has the external id of a customer that was erased.",
    ],
    action:
      "Take the customer out of what you send. If the person comes back, create a customer with another external id, or have an operator free this one with `npm run customers -- erase --free`.",
  },
  customer_archived: {
    meaning: "The customer is archived, and archived customers cannot be changed or reactivated. Nothing was changed.",
    causes: [
      "An update changes a field of an archived customer, or sends `isActive: true`.",
      "A subscription is begun for an archived customer.",
    ],
    action:
      "Create a new customer with another external id, if it is to go on. Repeating the archive itself answers 200.",
  },
  customer_has_active_subscription: {
    meaning: "A customer with an active subscription cannot be archived. Nothing was changed.",
    causes: [
      "The customer's subscription was not canceled.",
      "It was canceled for the end of its period, and is active until then.",
    ],
    action: "Cancel the subscription with `immediate: true`, or wait for its end; then archive the customer.",
  },
  already_has_active_subscription: {
    meaning:
      "A customer has one active subscription at a time; one that is canceled for a later time counts until then. Nothing was changed.",
    causes: [
      "The customer is subscribed already, perhaps by an earlier try of the same request without an Idempotency-Key.",
      "The subscription before is canceled, but has not ended yet.",
    ],
    action:
      "Ask for the active subscription: it may be the one you want. Cancel it with `immediate: true` to begin another one now.",
  },
  subscription_already_canceled: {
    meaning: "The subscription is canceled for this time or an earlier one. Nothing was changed.",
    causes: ["It was canceled before, perhaps by an earlier try of the same request without an Idempotency-Key."],
    action:
      "Take it as done. One that is canceled for the end of its period can still be ended with `immediate: true`.",
  },
  version_mismatch: {
    meaning: "The If-Match header names another version than the stored one. Nothing was changed.",
    causes: ["The customer was changed after you read it, by somebody else or by an earlier try of the same request."],
    action:
      "Read details.customer, apply your change to it, and send it with details.version, which is the answer's ETag, in If-Match.",
  },
  payload_too_large: {
    meaning: "The body is larger than 1 MB (1,048,576 bytes). Nothing was changed.",
    causes: ["A batch with large customers.", "A file or a log in `metadata`, which takes 16 KB."],
    action: "Send at most 1 MB per request; split a batch.",
  },
  unsupported_content_encoding: {
    meaning: "The Content-Encoding header says that the body is compressed, and bodies are read as they are sent.",
    causes: ["An HTTP client or a proxy that compresses what it sends."],
    action: "Send the body as JSON in UTF-8, without Content-Encoding or with `identity`.",
  },
  history_expired: {
    meaning:
      "Not all of what was asked for is still kept, so that the answer would have a gap. It has none: nothing was skipped.",
    causes: [
      "A cursor of the events' feed that was not read on for as long as events are kept.",
      "An `asOf` before the oldest change that is kept of the customer.",
      "The operators have restored the events from a backup that is older than the cursor.",
    ],
    action:
      "Take stock of the customers with `GET /api/customers`, and go on from a new cursor: `cursor=now` is asked for first, so that no change falls between the two. Without a cursor the feed begins at the oldest event kept. For `asOf`, `details` names the time from which on a customer can be shown.",
  },
  validation_error: {
    meaning: "One or more fields are invalid. details lists every problem with its field; nothing was changed.",
    causes: [
      "A required field is missing.",
      "A value has another type or form than the field takes.",
      "A query parameter, such as `limit` or `cursor`, is not one of this API's.",
    ],
    action: "Correct every field that details names and send the request again.",
  },
  internal_error: {
    meaning: "An unexpected failure on the side of the service.",
    causes: ["An error in the service or in how this stage is deployed. It is in the log, with the request id."],
    action:
      "Repeat the request once. If it fails again, report the request id: it is in x-request-id and in error.request_id.",
  },
  stored_by_newer_version: {
    meaning:
      "A newer version of the service has stored this, and the one that runs cannot read it. It shows nothing rather than something wrong. Nothing was changed.",
    causes: ["The operators went back to an earlier version after a newer one had stored data in another form."],
    action: "Report it. It works again once the operators have deployed the newer version; nothing is lost.",
  },
  service_unavailable: {
    meaning: "The database was throttled or did not answer in time.",
    causes: ["More requests than the stage has capacity for at the moment.", "A passing disturbance in AWS."],
    action: "Repeat the same request after Retry-After seconds, and wait longer each time.",
  },
};

export const english: PageTexts = {
  language: "English",
  index: "Errors",
  introduction:
    "Every failure has a stable `code`: switch on it, and show or log the `message`, which is for people and may change. The codes, by status:",
  outsideOfThem:
    'What API Gateway refuses before the service sees it has a body of its own, `{"message": "…"}`, and no code: 413 above 10 MB, 429 above the stage\'s rate, 503 when no function is free. Wait and repeat 429 and 503.',
  allErrors: "All errors",
  code: "Code",
  status: "Status",
  type: "Type",
  message: "Message",
  meaning: "What it means",
  causes: "Why it happens",
  action: "What to do",
  repeating: "Repeating the request",
  retried:
    "The SDKs repeat it by themselves, three times unless told otherwise. The request may have been carried out although this was the answer. Repeating is safe for reads, updates and archiving, and for a create with an `id` or with the same Idempotency-Key and body; a create with neither may make a second customer. Beginning or canceling a subscription never happens twice: with the same Idempotency-Key the repeat is answered like the first request, without one it is a 409.",
  notRetried: "The SDKs do not repeat it. Repeating is safe, but the answer stays the same until its cause is gone.",
  operations: "Operations that answer it",
  noOperation: "None: it is the answer to requests that no operation takes.",
  example: "Example",
  errorAlone: (since) => `Below \`/api/v1\`, in versions from ${since} on, the body has \`error\` alone.`,
  explanations,
};
