/**
 * Who makes a change, and how that is stored with what was changed. It is bound to the request that made the change: an
 * earlier version of this code, on its way out or brought back, changes a customer and leaves this attribute as it is.
 */
import { hash } from "node:crypto";
import { inOneLine } from "./validation.ts";

/** An API key or an operator's command. */
export interface Actor {
  keyId?: string | undefined;
  /** At most 40 bytes of the key's name. */
  name?: string | undefined;
  /** The command, as it is typed. */
  command?: string | undefined;
  /** Why, in the caller's words. */
  reason?: string | undefined;
}

/** Who made a change, and with which request. */
export interface ChangeActor extends Actor {
  requestId: string;
}

const NAME_BYTES = 40;

/** The actor of a request that came with this API key. */
export const keyActor = ({ id, name }: { id: string; name: string }, reason?: string): Actor => ({
  keyId: id,
  name: cut(inOneLine(name), NAME_BYTES),
  ...(reason === undefined ? {} : { reason }),
});

/** The beginning of a text, as many whole characters as fit into some bytes of UTF-8. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let beginning = "";
  for (const { segment } of new Intl.Segmenter("und").segment(text)) {
    if (Buffer.byteLength(beginning + segment) > bytes) break;
    beginning += segment;
  }
  return beginning;
}

/** The actor as an item's attribute: the request's tag, the key's id or nothing, the name or the command, and the reason. */
export function storedActor({ actor, requestId }: { actor?: Actor; requestId: string }): string | undefined {
  if (!actor) return undefined;
  const { keyId = "", name, command, reason } = actor;
  return [tagOf(requestId), keyId, name ?? command ?? "", ...(reason === undefined ? [] : [reason])].join("\n");
}

/** The actor of an item's latest change, from its attributes. Undefined when nobody is known to have made it. */
export function readActor({ actor, requestId }: { actor?: string; requestId: string }): ChangeActor | undefined {
  const [tag, keyId, name = "", reason] = actor?.split("\n") ?? [];
  if (tag !== tagOf(requestId)) return undefined;
  return {
    ...(keyId ? { keyId, name } : { command: name }),
    requestId,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** 24 bits, enough to tell whether it is of this request. */
const tagOf = (requestId: string): string => hash("sha256", requestId, "base64url").slice(0, 4);
