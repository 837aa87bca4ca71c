/**
 * Processes change events. After the first event of a customer that fails, the customer's later events in the batch are
 * reported as failed too, so that they are retried in order.
 */
export async function handler({ Records }) {
  const failed = new Set();
  const batchItemFailures = [];
  for (const { messageId, body, attributes } of Records) {
    const customer = attributes.MessageGroupId;
    try {
      if (!failed.has(customer)) {
        act(JSON.parse(body));
        continue;
      }
    } catch (error) {
      console.error(error);
      failed.add(customer);
    }
    batchItemFailures.push({ itemIdentifier: messageId });
  }
  return { batchItemFailures };
}

/**
 * In a real service, in one transaction: ignore a sequence not above the customer's last, process the event, store the
 * sequence.
 */
function act({ event, organizationId, sequence, data }) {
  console.log(`${event} ${organizationId}/${data.id} #${sequence}`);
}
