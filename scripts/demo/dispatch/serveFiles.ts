import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

import type { HashedContent } from "../../../sdk/definitions/taskDefinition.ts";

const WEATHER = new URL("../../../node_modules/vega-datasets/data/seattle-weather.csv", import.meta.url);

/** A web server for programs and data. */
export interface FileServer {
  readonly origin: string;
  readonly program: HashedContent;
  readonly weather: HashedContent;
  readonly digitProgram: HashedContent;
  readonly digitModel: HashedContent;
  readonly server: Server;
}

/** Serves the demo's programs, the model of digits, and four years of weather in Seattle, from the package vega-datasets. */
export async function serveFiles(): Promise<FileServer> {
  const files: Record<string, Buffer> = {
    "/program.js": readFileSync(fileURLToPath(new URL("./weatherProgram.js", import.meta.url))),
    "/digitProgram.js": readFileSync(fileURLToPath(new URL("./digitProgram.js", import.meta.url))),
    "/digits.json": readFileSync("circuits/models/digits.json"),
    "/weather.csv": readFileSync(fileURLToPath(WEATHER)),
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    response.writeHead(file ? 200 : 404, { "content-type": "text/plain; charset=utf-8" }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hashed = (path: string): HashedContent => ({
    url: `${origin}${path}`,
    sha256: createHash("sha256")
      .update(files[path] ?? "")
      .digest("hex"),
  });
  return {
    origin,
    server,
    program: hashed("/program.js"),
    weather: hashed("/weather.csv"),
    digitProgram: hashed("/digitProgram.js"),
    digitModel: hashed("/digits.json"),
  };
}
