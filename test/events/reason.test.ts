import { expect, test } from "vitest";
import { isOfOneEvent, reasonOf } from "../../core/events/parking/reason.ts";

test.each([
  ["QueueDoesNotExist", "queue_missing"],
  ["AWS.SimpleQueueService.NonExistentQueue", "queue_missing"],
  ["AccessDenied", "access_denied"],
  ["AccessDeniedException", "access_denied"],
  ["KmsAccessDenied", "access_denied"],
  ["KMS.AccessDeniedException", "access_denied"],
  ["KmsDisabled", "key_unavailable"],
  ["KMS.DisabledException", "key_unavailable"],
  ["KmsThrottled", "throttled"],
  ["RequestThrottled", "throttled"],
  ["ThrottlingException", "throttled"],
  ["OverLimit", "throttled"],
  ["TimeoutError", "no_answer"],
  ["ECONNREFUSED", "no_answer"],
  ["ENOTFOUND", "no_answer"],
  ["EAI_AGAIN", "no_answer"],
  ["InternalError", "no_answer"],
  ["ServiceUnavailable", "no_answer"],
  ["InvalidMessageContents", "refused"],
  ["unknown", "refused"],
  ["Expired", "expired"],
  ["Unreadable", "unreadable"],
])("A customer that is parked by %s is so because of %s", (failure, reason) => {
  expect(reasonOf(failure)).toBe(reason);
});

test.each([
  ["InvalidMessageContents", true],
  ["Unreadable", true],
  ["Expired", true],
  ["QueueDoesNotExist", false],
  ["AccessDenied", false],
  ["KmsDisabled", false],
  ["RequestThrottled", false],
  ["TimeoutError", false],
])("After %s, another event of the queue is worth an attempt: %s", (failure, isWorthIt) => {
  expect(isOfOneEvent(failure)).toBe(isWorthIt);
});
