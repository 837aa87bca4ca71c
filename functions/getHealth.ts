import { requireConfig } from "../core/base/config.ts";
import { document } from "../core/http/answer.ts";
import { respond } from "../core/http/respond.ts";
import { getHealth as route } from "../infra/routes.ts";

requireConfig("stage");

export const handler = respond(route.operation, async () => document({ status: "ok" }));
