import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server can do to whoever asks it. */
export type Hostility =
  "hang" | "stall" | "error" | "garbage" | "empty" | "huge" | "boast" | "redirect" | "disconnect" | "other";

/** A server that does it, by the first part of the path. */
export interface HostileServer {
  /** Base address of one kind. */
  of(hostility: Hostility): string;
  /** Base address under which every POST is answered with these words, and success. */
  saying(words: string): string;
  /** How often it was asked so far. */
  asked(): number;
  stop(): Promise<void>;
}

const CHUNK = Buffer.alloc(65_536, "x");

const deeds: Readonly<Record<Hostility, (response: ServerResponse) => void>> = {
  hang: () => undefined,
  stall: (response) => void response.writeHead(200).write("{"),
  // An answer that would count, were it not for its status.
  error: (response) => void response.writeHead(500).end('{"data":true,"error":false,"message":null}'),
  garbage: (response) => void response.writeHead(200).end("<html>\u0000 it works! </html>"),
  empty: (response) => void response.writeHead(200).end(),
  huge: (response) => pour(response.writeHead(200)),
  boast: (response) => void response.writeHead(200, { "content-length": "1000000000" }).write("x"),
  redirect: (response) => void response.writeHead(307, { location: "/saying/e30" }).end(),
  disconnect: (response) => void response.socket?.destroy(),
  other: (response) => void response.writeHead(200).end("other bytes"),
};

/** Writes until nobody listens. */
function pour(response: ServerResponse): void {
  while (!response.destroyed && response.write(CHUNK));
  response.once("drain", () => pour(response));
}

export async function serveHostile(): Promise<HostileServer> {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    const [, first = "", second = ""] = (request.url ?? "").split("/");
    request.resume();
    if (first === "saying") response.writeHead(200).end(Buffer.from(second, "base64url"));
    else deeds[first as Hostility](response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    of: (hostility) => `${origin}/${hostility}`,
    saying: (words) => `${origin}/saying/${Buffer.from(words).toString("base64url")}`,
    asked: () => count,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
