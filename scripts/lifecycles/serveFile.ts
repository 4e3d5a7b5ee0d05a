import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

import type { HashedContent } from "../../sdk/definitions/taskDefinition.ts";

/** A file on the web, until it is closed. */
export interface ServedFile {
  readonly content: HashedContent;
  readonly origin: string;
  close(): void;
}

/** Serves one file of this machine to runners on this machine. */
export async function serveFile(path: string): Promise<ServedFile> {
  const bytes = readFileSync(path);
  const server = createServer((_request, response) => void response.end(bytes));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    content: { url: `${origin}data`, sha256 },
    origin,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
