/**
 * `node provider.ts VERSION MODELS`: stands in for Pulumi's providers of AWS, of random values and of commands: why is in
 * docs/decisions/0010-synth-held-against-sst.md. It makes resources by AWS's API at AWS_ENDPOINT_URL. What AWS's real
 * provider does beside that, checks, waits and retries, it does not.
 */
import { appendFileSync } from "node:fs";
import { lookup } from "../../../synth/mocks.ts";
import { clientsOf } from "../../stage/emulator/clients.ts";
import { serviceModels } from "../../stage/emulator/models.ts";
import type { Made, ResourceType } from "../../stage/resources/resourceType.ts";
import { resourceTypes } from "../../stage/resources/resourceTypes.ts";
import type { Created } from "../run/comparison.ts";
import { empty, type Message, message, type Received, type Struct, serve, struct } from "./grpc.ts";
import { localTypes } from "./localTypes.ts";
import { changedInputs, nameOf, plain, typeOf, UNKNOWN, valuesOf } from "./values.ts";

const [version = "", models = ""] = process.argv.slice(2);
const { AWS_ENDPOINT_URL = "", AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = process.env;
const clients = clientsOf(AWS_ENDPOINT_URL, serviceModels(models), {
  accessKeyId: AWS_ACCESS_KEY_ID,
  secretAccessKey: AWS_SECRET_ACCESS_KEY,
});

const DIFFERS = 2;
const SAME = 1;

interface Fields {
  urn: string;
  id: string;
  olds: Struct;
  oldInputs: Struct;
  news: Struct;
  inputs: Struct;
  properties: Struct;
  tok: string;
  args: Struct;
  preview: boolean;
}
type Request<Names extends keyof Fields> = Received<Pick<Fields, Names>>;

serve("provider", "ResourceProviderService", {
  handshake: () => message("provider", "ProviderHandshakeResponse"),
  getPluginInfo: () => message("plugin", "PluginInfo", { version }),
  getSchema: () => message("provider", "GetSchemaResponse", { schema: "{}" }),
  checkConfig: (request: Request<"news">) => message("provider", "CheckResponse", { inputs: request.getNews() }),
  diffConfig: () => message("provider", "DiffResponse", { changes: SAME }),
  configure: () => message("provider", "ConfigureResponse"),
  check: (request: Request<"news">) => message("provider", "CheckResponse", { inputs: request.getNews() }),
  cancel: empty,
  attach: empty,
  diff,
  create,
  update,
  delete: remove,
  read,
  invoke,
});

/** What is known of a resource only when it is made. */
const unknownOutputs = Object.fromEntries(
  ["arn", "url", "streamArn", "apiEndpoint", "executionArn", "domainName", "base64", "result", "uuid"].map((name) => [
    name,
    UNKNOWN,
  ]),
);

function resourceTypeOf(urn: string): ResourceType {
  const type = typeOf(urn);
  const found = localTypes[type] ?? resourceTypes[type.replace("aws:", "")];
  if (!found) throw new Error(`Nothing in test/stage/resources makes ${type}`);
  return found;
}

/** Changes of a resource's inputs, and which of them need a new one. */
function diff(request: Request<"urn" | "oldInputs" | "news">): Message {
  const diffs = changedInputs(plain(valuesOf(request.getOldInputs())), plain(valuesOf(request.getNews())));
  const { changeable = [] } = resourceTypeOf(request.getUrn());
  const replaces = diffs.filter((name) => !changeable.includes(name));
  const changes = diffs.length > 0 ? DIFFERS : SAME;
  return message("provider", "DiffResponse", { changes, diffsList: diffs, replacesList: replaces });
}

async function create(request: Request<"urn" | "properties" | "preview">): Promise<Message> {
  const properties = valuesOf(request.getProperties());
  if (request.getPreview())
    return message("provider", "CreateResponse", { properties: struct({ ...unknownOutputs, ...properties }) });
  const name = nameOf(request.getUrn());
  const inputs = plain(properties);
  const { id, outputs }: Made = await resourceTypeOf(request.getUrn()).create(inputs, clients, name);
  noteCreated({ type: typeOf(request.getUrn()), name, inputs, outputs: { ...outputs, id } });
  return message("provider", "CreateResponse", { id, properties: struct({ ...properties, ...outputs, id }) });
}

/** For who compares. The state has secrets encrypted. */
function noteCreated(created: Created): void {
  if (process.env.CREATED_RESOURCES) appendFileSync(process.env.CREATED_RESOURCES, `${JSON.stringify(created)}\n`);
}

async function update(request: Request<"urn" | "id" | "olds" | "oldInputs" | "news" | "preview">): Promise<Message> {
  const news = valuesOf(request.getNews());
  const properties = struct({ ...valuesOf(request.getOlds()), ...news });
  if (request.getPreview()) return message("provider", "UpdateResponse", { properties });
  const before = plain(valuesOf(request.getOldInputs()));
  const changed = changedInputs(before, plain(news));
  await resourceTypeOf(request.getUrn()).change?.(plain(news), clients, { id: request.getId(), changed, before });
  return message("provider", "UpdateResponse", { properties });
}

async function remove(request: Request<"urn" | "id" | "properties">): Promise<Message> {
  const inputs = plain(valuesOf(request.getProperties()));
  await resourceTypeOf(request.getUrn()).remove?.(request.getId(), inputs, clients);
  return empty();
}

/** What the program looks up by its id is there. */
function read(request: Request<"id" | "properties" | "inputs">): Message {
  const [id, properties, inputs] = [request.getId(), request.getProperties(), request.getInputs()];
  return message("provider", "ReadResponse", { id, properties, inputs });
}

/** Look-ups that need no AWS are answered as in the synthesis. */
function invoke(request: Request<"tok" | "args">): Message {
  const found = lookup({ token: request.getTok(), inputs: plain(valuesOf(request.getArgs())) });
  return message("provider", "InvokeResponse", { return: struct(found) });
}
