import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { NetworkConnection } from "hardhat/types/network";

/** A simulated chain at an address, for processes. */
export interface ServedChain {
  readonly url: string;
  stop(): Promise<void>;
}

interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params?: unknown[];
}

/** Answers JSON-RPC for a simulated chain of this process, to which the suite can then be deployed without a journal. */
export async function serveChain({ provider }: NetworkConnection): Promise<ServedChain> {
  async function answer({ id, method, params = [] }: RpcRequest) {
    const head = { jsonrpc: "2.0", id };
    try {
      return { ...head, result: await provider.request({ method, params }) };
    } catch (error) {
      const { code = -32_603, message, data } = error as Error & { code?: number; data?: unknown };
      return { ...head, error: { code, message, data } };
    }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as RpcRequest | RpcRequest[];
      const answering = Array.isArray(asked) ? Promise.all(asked.map(answer)) : answer(asked);
      void answering.then((answers) => response.end(JSON.stringify(answers)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => void (server.closeAllConnections(), server.close(() => resolve()))),
  };
}
