/** HTTPS in front of the engine, as on AWS: a function's first request pays for a handshake. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Agent, request as send } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Unmeasurable } from "../measure.ts";
import { removeFolder, temporaryFolder } from "./folder.ts";

export interface TlsFront {
  url: string;
  /** The certificate's file, for NODE_EXTRA_CA_CERTS. */
  certificate: string;
  stop: () => void;
}

/** Starts it with a self-signed certificate. @throws Unmeasurable without the program openssl */
export async function startTls(target: string): Promise<TlsFront> {
  const folder = temporaryFolder();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  makeCertificate(key, certificate);
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (incoming, response) => {
    const { method, headers } = incoming;
    const outgoing = send(target, { method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    certificate,
    stop: () => {
      server.close().closeAllConnections();
      agent.destroy();
      removeFolder(folder);
    },
  };
}

/** An elliptic curve key, like those of AWS's endpoints. */
function makeCertificate(key: string, certificate: string): void {
  const { error, status } = spawnSync(
    "openssl",
    [
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
      "-subj /CN=localhost -addext subjectAltName=DNS:localhost".split(" "),
      ["-keyout", key, "-out", certificate],
    ].flat(),
    { stdio: "ignore" },
  );
  if (error || status !== 0) throw new Unmeasurable("There is no openssl to make a certificate with");
}
