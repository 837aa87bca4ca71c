/** The protocol of Pulumi's plugins, by the packages of SST's platform. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { platform } from "../../../synth/platform.ts";

const load = createRequire(join(platform, "package.json"));

/** A message that was received: a getter a field, e.g. `getUrn()`. */
export type Received<Fields> = { [Name in keyof Fields as `get${Capitalize<Name & string>}`]: () => Fields[Name] };

/** A message to be sent. */
export type Message = object;

/** Google's dynamic value: an object of JSON. */
export interface Struct {
  toJavaScript: () => Record<string, unknown>;
}

/** Answers a request. What it throws becomes the call's error. */
export type Method<Request> = (request: Request) => Promise<Message> | Message;

interface Grpc {
  Server: new (options: object) => Server;
  ServerCredentials: { createInsecure: () => object };
}
interface Server {
  addService: (definition: object, methods: object) => void;
  bindAsync: (address: string, credentials: object, done: (error: Error | null, port: number) => void) => void;
}
type Modules = Record<string, Record<string, new () => Record<string, (value: unknown) => void>>>;

const UNKNOWN = 2;
const MEBIBYTE = 1024 * 1024;

/** A message of a file of Pulumi's or Google's protocol, e.g. `message("provider", "CreateResponse", { id })`. */
export function message(file: string, name: string, fields: Record<string, unknown> = {}): Message {
  const Type = (load(`@pulumi/pulumi/proto/${file}_pb.js`) as Modules[string])[name];
  if (!Type) throw new Error(`Pulumi's protocol has no ${file} ${name}`);
  const made = new Type();
  for (const [field, value] of Object.entries(fields))
    made[`set${field.charAt(0).toUpperCase()}${field.slice(1)}`]?.(value);
  return made;
}

export const empty = (): Message => new (load("google-protobuf/google/protobuf/empty_pb.js").Empty)();

/** Without what is undefined, which Google's value does not take. */
export const struct = (values: Record<string, unknown>): Struct =>
  load("google-protobuf/google/protobuf/struct_pb.js").Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));

/** Serves on a free port, and prints it: this is how a plugin tells the engine that it is there. */
export function serve<Methods extends object>(file: string, service: string, methods: Methods): void {
  const grpc: Grpc = load("@grpc/grpc-js");
  const server = new grpc.Server({
    "grpc.max_receive_message_length": 400 * MEBIBYTE,
    "grpc.max_send_message_length": 400 * MEBIBYTE,
  });
  const definition = load(`@pulumi/pulumi/proto/${file}_grpc_pb.js`)[service];
  server.addService(definition, Object.fromEntries(Object.entries(methods).map(([name, run]) => [name, unary(run)])));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(port);
  });
}

type Callback = (error: { code: number; message: string } | null, response?: Message) => void;

const unary = (run: Method<unknown>) => (call: { request: unknown }, callback: Callback) => {
  Promise.resolve()
    .then(() => run(call.request))
    .then(
      (response) => callback(null, response),
      (error: unknown) => callback({ code: UNKNOWN, message: error instanceof Error ? error.message : String(error) }),
    );
};
