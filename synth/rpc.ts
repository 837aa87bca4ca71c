/** SST's RPC server, which its components call to build functions and to find out where assets go. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type BuildRequest, type BuiltFunction, buildFunction } from "./buildFunction.ts";
import type { Overrides } from "./overrides.ts";

export interface RpcServer {
  url: string;
  /** The functions built so far, by SST's id. */
  functions: Map<string, BuiltFunction>;
  close: () => void;
}

/** Serves `Runtime.Build` and the bootstrap. Does not keep the process alive. */
export async function startRpc(work: string, overrides: Overrides, fail: (error: unknown) => void): Promise<RpcServer> {
  const functions: RpcServer["functions"] = new Map();
  const answer = async (method: string, params: unknown[]): Promise<object> => {
    if (method === "Provider.Aws.Bootstrap") return { result: BOOTSTRAP };
    if (method !== "Runtime.Build") return { error: `rpc: can't find ${method}` };
    const request = params[0] as BuildRequest;
    const built = await buildFunction(request, work, overrides);
    functions.set(request.functionID, built);
    const { out, handler, sourcemaps } = built;
    return { result: { out, handler, sourcemaps, errors: [] } };
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, params } = JSON.parse(Buffer.concat(chunks).toString());
    const result = await answer(method, params).catch((error: unknown) => {
      fail(error);
      return { error: String(error) };
    });
    // A connection that is kept may end just when the next request takes it.
    response.writeHead(200, { connection: "close" }).end(JSON.stringify(result));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, functions, close: () => server.close() };
}

const BOOTSTRAP = {
  asset: "sst-asset-synth",
  state: "sst-state-synth",
  assetEcrRegistryId: "123456789012",
  assetEcrUrl: "123456789012.dkr.ecr.us-east-1.amazonaws.com/sst-asset",
  appsyncHttp: "appsync.example",
  appsyncRealtime: "appsync.example",
};
