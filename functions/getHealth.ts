import { respond } from "../core/http/respond.ts";
import { getHealth as route } from "../infra/routes.ts";

export const handler = respond(route.operation, async () => ({ status: 200, body: { status: "ok" } }));
