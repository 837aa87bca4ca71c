/**
 * Makes calls with an SDK for TypeScript: `node typescript.ts PACKAGE RECIPE`, where the recipe is the file of
 * docs/sdks.md that points the SDK at a stage. When that is done it writes {}; then it reads calls from stdin, a line of
 * JSON each, and answers with another.
 */
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

interface Asked {
  key: string;
  call: [name: string, ...args: unknown[]];
}

const [, , name = "", recipe = ""] = process.argv;
await import(pathToFileURL(recipe).href);
const { Commet } = await import(name);

const clients = new Map<string, InstanceType<typeof Commet>>();

async function made({ key, call: [path, ...args] }: Asked): Promise<object> {
  const [resource = "", method = ""] = path.split(".");
  const commet = clients.get(key) ?? new Commet({ apiKey: key });
  clients.set(key, commet);
  try {
    return { value: await commet[resource][method](...args) };
  } catch (error) {
    return { error: error instanceof Error ? { ...error, name: error.name, message: error.message } : error };
  }
}

console.log("{}");
for await (const line of createInterface(process.stdin)) console.log(JSON.stringify(await made(JSON.parse(line))));
