import { requireConfig } from "../core/base/config.ts";
import { document } from "../core/http/answer.ts";
import { respond } from "../core/http/respond.ts";
import { getOpenApi as route } from "../infra/routes.ts";

/** Only the requested document is loaded. */
const documents = {
  guide: () => import("../openapi.json", { with: { type: "json" } }),
  v1: () => import("../openapi.v1.json", { with: { type: "json" } }),
};

requireConfig("stage");

export const handler = respond(route.operation, async (_call, { path }) => {
  const load = path.startsWith("/api/v1/") ? documents.v1 : documents.guide;
  return document((await load()).default);
});
