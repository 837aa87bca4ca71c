/** The HTTP API and its routes. */
import { ACCOUNT, REGION } from "../emulator/emulator.ts";
import { pascal, type ResourceType, type ResourceTypes } from "./resourceType.ts";

const api: ResourceType = {
  create: async (inputs, { apiGateway }) => {
    const { ApiId = "", ApiEndpoint } = await apiGateway.createApi(pascal(inputs));
    const executionArn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${ApiId}`;
    return { id: ApiId, outputs: { apiEndpoint: ApiEndpoint, executionArn } };
  },
  changeable: ["corsConfiguration"],
  change: ({ corsConfiguration }, { apiGateway }, { id }) =>
    apiGateway.updateApi({ ApiId: id, CorsConfiguration: pascal(corsConfiguration) }),
  remove: (id, _inputs, { apiGateway }) => apiGateway.deleteApi({ ApiId: id }),
};

const integration: ResourceType = {
  create: async (inputs, { apiGateway }) => {
    const { IntegrationId = "" } = await apiGateway.createIntegration(pascal(inputs));
    return { id: IntegrationId };
  },
  remove: (id, { apiId }, { apiGateway }) => apiGateway.deleteIntegration({ ApiId: apiId, IntegrationId: id }),
};

const route: ResourceType = {
  create: async (inputs, { apiGateway }) => {
    const { RouteId = "" } = await apiGateway.createRoute(pascal(inputs));
    return { id: RouteId };
  },
  changeable: ["target"],
  change: ({ apiId, target }, { apiGateway }, { id }) =>
    apiGateway.updateRoute({ ApiId: apiId, RouteId: id, Target: target }),
  remove: (id, { apiId }, { apiGateway }) => apiGateway.deleteRoute({ ApiId: apiId, RouteId: id }),
};

const stage: ResourceType = {
  create: async ({ name, ...rest }, { apiGateway }) => {
    await apiGateway.createStage({ StageName: name, ...pascal(rest) });
    return { id: name };
  },
  changeable: ["defaultRouteSettings", "accessLogSettings"],
  change: ({ name, ...rest }, { apiGateway }) => apiGateway.updateStage({ StageName: name, ...pascal(rest) }),
  remove: (id, { apiId }, { apiGateway }) => apiGateway.deleteStage({ ApiId: apiId, StageName: id }),
};

export const apis: ResourceTypes = {
  "apigatewayv2/api:Api": api,
  "apigatewayv2/integration:Integration": integration,
  "apigatewayv2/route:Route": route,
  "apigatewayv2/stage:Stage": stage,
};
