import { setTimeout as sleep } from "node:timers/promises";

import { FetchRequest, JsonRpcProvider, Network } from "ethers";

import type { Logger } from "./logger.ts";
import { retryDelay } from "./retryDelay.ts";

const REQUEST_TIMEOUT_MS = 10_000;

/** Where to connect, and until when to try. */
export interface ConnectProviderParameters {
  readonly rpcUrl: string;
  readonly logger: Logger;
  /** Ends the attempts when it aborts. */
  readonly signal: AbortSignal;
}

/**
 * Connects to a node, however long it takes the node to come up.
 *
 * ethers' own provider would wait too, but prints to the console and cannot be told to stop. The provider returned
 * knows its chain, so every later call fails at once when the node is gone.
 *
 * @returns The provider, or `undefined` when the signal aborted first.
 */
export async function connectProvider(parameters: ConnectProviderParameters): Promise<JsonRpcProvider | undefined> {
  const { rpcUrl, logger, signal } = parameters;

  for (let failures = 1; !signal.aborted; failures++) {
    try {
      const network = Network.from(await readChainId(rpcUrl));
      return new JsonRpcProvider(requestTo(rpcUrl), network, { staticNetwork: network });
    } catch (error) {
      const retryInMs = retryDelay(failures);
      const reason = error instanceof Error && "code" in error ? String(error.code) : "UNREADABLE";
      logger.error({ event: "chainUnavailable", reason, retryInMs }, "Could not reach the node; will try again");
      await sleep(retryInMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

function requestTo(rpcUrl: string): FetchRequest {
  const request = new FetchRequest(rpcUrl);
  request.timeout = REQUEST_TIMEOUT_MS;
  return request;
}

async function readChainId(rpcUrl: string): Promise<bigint> {
  const request = requestTo(rpcUrl);
  request.body = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
  const response = await request.send();
  response.assertOk();
  return BigInt(response.bodyJson.result);
}
