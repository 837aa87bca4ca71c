/** Requests byte by byte, for what fetch would normalize, refuse or hide. */
import { connect, type Socket } from "node:net";

export interface RawAnswer {
  status: number;
  /** By lower-case name, as received. */
  headers: Map<string, string[]>;
  body: string;
}

/** Sends the text on a new connection and reads everything until the server closes it. */
export const exchange = async (port: number, text: string | Buffer): Promise<string> => {
  const socket = await open(port);
  socket.write(text);
  return readAll(socket);
};

/** Sends one request with `connection: close`, and returns its answer. */
export async function request(
  port: number,
  line: string,
  headers: readonly string[] = [],
  body: string | Buffer = "",
): Promise<RawAnswer> {
  const host = headers.some((header) => header.startsWith("Host:")) ? [] : ["Host: localhost"];
  const head = [`${line} HTTP/1.1`, ...host, ...headers, "Connection: close"].join("\r\n");
  return parse(await exchange(port, Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body)])));
}

export const open = (port: number, host = "127.0.0.1"): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, host, () => resolve(socket)).once("error", reject);
  });

/** Whether anything accepts connections there. */
export const isOpen = (port: number, host?: string): Promise<boolean> =>
  open(port, host).then(
    (socket) => {
      socket.destroy();
      return true;
    },
    () => false,
  );

export const readAll = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = "";
    socket.on("data", (chunk) => (text += chunk));
    socket.on("error", () => {});
    socket.once("close", () => resolve(text));
  });

/** Reads until the text has arrived. */
export const readUntil = (socket: Socket, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let read = "";
    const onData = (chunk: Buffer) => {
      read += chunk;
      if (!read.includes(text)) return;
      socket.off("data", onData);
      resolve();
    };
    socket.on("data", onData);
    socket.once("close", () => reject(new Error(`The connection ended after: ${read}`)));
  });

export function parse(text: string): RawAnswer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const [name = "", ...value] = line.split(": ");
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value.join(": ")]);
  }
  return { status: Number(statusLine.split(" ")[1]), headers, body: rest.join("\r\n\r\n") };
}
