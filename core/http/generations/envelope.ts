/** From 2026-05-01 to 2026-07-27, SDKs 3 to 7: the things of the next generation in the envelope of the one before. */
import type { Content } from "../content.ts";
import { presentBatch, presentFailure, presentThing } from "./direct.ts";
import type { Generation } from "./generation.ts";
import { guide, topLevelFailure } from "./guide.ts";

export const envelope: Generation = { version: "2026-07-11", present };

function present(content: Content): unknown {
  switch (content.kind) {
    case "single":
      return { success: true, data: content.data && presentThing(content.data) };
    case "page":
      return guide.present({ ...content, data: content.data.map(presentThing) });
    case "batch":
      // The first of these SDKs read whole customers, the last ones three of their fields.
      return {
        success: true,
        data: { object: "customer", ...presentBatch(content), successful: content.successful.map(presentThing) },
      };
    case "failure":
      return topLevelFailure(presentFailure(content.error));
    case "document":
      return content.data;
  }
}
