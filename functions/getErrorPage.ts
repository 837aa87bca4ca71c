import { requireConfig } from "../core/base/config.ts";
import { errorPageAnswer } from "../core/http/errorPages/errorPage.ts";
import { respond } from "../core/http/respond.ts";
import { getErrorPage as route } from "../infra/routes.ts";

requireConfig("stage");

export const handler = respond(route.operation, async (_call, request) => errorPageAnswer(request));
