import { respond } from "../core/http/respond.ts";
import { getOpenApi as route } from "../infra/routes.ts";
import document from "../openapi.json" with { type: "json" };

export const handler = respond(route.operation, async () => ({ status: 200, body: document }));
