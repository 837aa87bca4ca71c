/** `npm start`: the stack on this machine, until Ctrl-C. */
import { isSecret } from "../core/organizations/apiKey.ts";
import { StackError } from "./failure.ts";
import { startStack } from "./stack.ts";
import { dataDirectory } from "./stackFile.ts";

const DEVELOPMENT_KEY = "ck_localdevelopmentkey0000000000000000";

async function main(): Promise<void> {
  const { API_KEY: apiKey = DEVELOPMENT_KEY, DYNAMODB_ENDPOINT, SQS_ENDPOINT } = process.env;
  if (!isSecret(apiKey)) throw new StackError("API_KEY must start with ck_ and hold no blanks");
  const stack = await startStack({
    dataDir: dataDirectory(),
    port: portFrom("PORT", 3000),
    sqsPort: portFrom("SQS_PORT", 4566),
    apiKey,
    dynamodbEndpoint: DYNAMODB_ENDPOINT,
    sqsEndpoint: SQS_ENDPOINT,
  });
  process.stdout.write(`
Clientela is ready.

  API       ${stack.url}/api
  API key   ${apiKey}
  Data      ${stack.dataDir}
  Queues    ${stack.sqsEndpoint}

Create a customer:

  curl -X POST ${stack.url}/api/customers -H "x-api-key: ${apiKey}" -H "Content-Type: application/json" -d '{"email": "billing@acme.com", "id": "user_123"}'

Ctrl-C stops everything.

`);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      void stack.stop().then(() => process.exit(0));
    });
}

function portFrom(name: string, otherwise: number): number {
  const text = process.env[name] || String(otherwise);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new StackError(`${name}=${text} is not a port`);
  return port;
}

main().catch((error: unknown) => {
  console.error(error instanceof StackError ? `clientela: ${error.message}` : error);
  process.exit(1);
});
