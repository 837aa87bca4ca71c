import { config } from "../base/config.ts";
import type { ApiKey } from "../organizations/apiKey.ts";
import type { ApiKeyJson } from "./schemas.ts";

/** A key as answers show it. */
export const presentApiKey = (key: ApiKey): ApiKeyJson => ({
  id: key.id,
  object: "api_key",
  name: key.name,
  scopes: [...key.scopes],
  createdAt: key.createdAt,
  createdBy: key.createdBy ?? null,
  expiresAt: key.expiresAt ?? null,
  lastWriteOn: key.lastWriteOn ?? null,
  revokedAt: key.revokedAt ?? null,
  livemode: config.livemode(),
});
