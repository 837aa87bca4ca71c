/** Delays everything sent to an engine by some milliseconds, in order and otherwise unchanged. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface DelayedLine {
  url: string;
  stop: () => void;
}

/** Delays requests by the whole round trip; responses return at once. */
export async function startDelay(target: string, roundTripMs: number): Promise<DelayedLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((caller) => {
    const engine = connect(Number(port), hostname);
    for (const socket of [caller, engine]) {
      sockets.add(socket.setNoDelay());
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        caller.destroy();
        engine.destroy();
      });
    }
    caller.on("data", (chunk) => setTimeout(() => engine.writable && engine.write(chunk), roundTripMs));
    engine.pipe(caller);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
