/** Why a customer is parked, as callers may know it: no queue, account or message of AWS. */
import { EXPIRED, UNREADABLE } from "./failure.ts";

export const parkedReasons = [
  /** There is no such queue any more. */
  "queue_missing",
  /** The queue, or the key that encrypts it, does not let the publisher send. */
  "access_denied",
  /** The key that encrypts the queue cannot be used. */
  "key_unavailable",
  "throttled",
  /** Nothing answered in time, or SQS had an error. */
  "no_answer",
  /** The queue refused the event in another way. */
  "refused",
  /** The record of the change cannot be read by the version that runs. */
  "unreadable",
  /** The first event that is due is not in the log any more. */
  "expired",
] as const;
export type ParkedReason = (typeof parkedReasons)[number];

/**
 * The first pattern that finds the name of an error counts. The names are those of SendMessage's errors, of an entry of
 * SendMessageBatch and of Node:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
 */
const patterns: readonly (readonly [RegExp, ParkedReason])[] = [
  [new RegExp(`^${EXPIRED}$`), "expired"],
  [new RegExp(`^${UNREADABLE}$`), "unreadable"],
  [/QueueDoesNotExist|NonExistentQueue|InvalidAddress/, "queue_missing"],
  [/Throttl|OverLimit|TooManyRequests|SlowDown/, "throttled"],
  [/AccessDenied|InvalidSecurity|UnrecognizedClient|InvalidClientTokenId|ExpiredToken/, "access_denied"],
  [/^(AWS\.SimpleQueueService\.)?Kms|^KMS/, "key_unavailable"],
  [/^E[A-Z_]+$|Timeout|ServiceUnavailable|InternalError|InternalFailure|InternalServerError/, "no_answer"],
];

const ofOneEvent: ReadonlySet<ParkedReason> = new Set(["refused", "unreadable", "expired"] as const);

/** Whether a failure is of one event alone, so that others of the same queue are worth an attempt. */
export const isOfOneEvent = (failure: string): boolean => ofOneEvent.has(reasonOf(failure));

/** The reason in the name of an error. */
export const reasonOf = (failure: string): ParkedReason =>
  patterns.find(([pattern]) => pattern.test(failure))?.[1] ?? "refused";
