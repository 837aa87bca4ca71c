/** A DynamoDB item, as the client gives and takes it. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

export type Item = Record<string, AttributeValue>;
