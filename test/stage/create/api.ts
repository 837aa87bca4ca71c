/** The HTTP API: its routes, each with its integration and its permission. */
import { ACCOUNT, REGION } from "../emulator/emulator.ts";
import type { Clients } from "./clients.ts";
import { pascal, type Synthesized } from "./synthesized.ts";

/** Pulumi's own names end in seven random characters. */
const RANDOM = "-0000000";

/** @returns the API's id */
export async function createApi(stage: Synthesized, { apiGateway }: Clients): Promise<string> {
  const [api] = stage.of("apigatewayv2/api:Api");
  const { ApiId = "", ApiEndpoint } = await apiGateway.createApi(pascal(api?.inputs));
  stage.answered(api?.mocked.id, ApiId);
  stage.answered(api?.mocked.apiEndpoint, ApiEndpoint);
  stage.answered(api?.mocked.executionArn, `arn:aws:execute-api:${REGION}:${ACCOUNT}:${ApiId}`);
  return ApiId;
}

export async function createRoutes(stage: Synthesized, { apiGateway, lambda }: Clients): Promise<void> {
  const integrations = stage.of("apigatewayv2/integration:Integration").map(async ({ inputs, mocked }) => {
    const { IntegrationId } = await apiGateway.createIntegration(pascal(inputs));
    stage.answered(mocked.id, IntegrationId);
  });
  await Promise.all(integrations);
  const permissions = stage.of("lambda/permission:Permission").map(({ name, inputs }) => {
    const { function: FunctionName, ...rest } = inputs;
    return lambda.addPermission({ FunctionName, StatementId: `${name}${RANDOM}`, ...pascal(rest) });
  });
  await Promise.all(permissions);
  await Promise.all(stage.of("apigatewayv2/route:Route").map(({ inputs }) => apiGateway.createRoute(pascal(inputs))));
  for (const { inputs } of stage.of("apigatewayv2/stage:Stage")) {
    const { name, ...rest } = inputs;
    await apiGateway.createStage({ StageName: name, ...pascal(rest) });
  }
}
