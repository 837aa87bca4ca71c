import { document } from "../core/http/answer.ts";
import { respond } from "../core/http/respond.ts";
import { getHealth as route } from "../infra/routes.ts";

export const handler = respond(route.operation, async () => document({ status: "ok" }));
