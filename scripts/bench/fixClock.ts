import type { HookContext, NetworkHooks } from "hardhat/types/hooks";
import type { NetworkConnection } from "hardhat/types/network";
import type { JsonRpcRequest, JsonRpcResponse } from "hardhat/types/providers";

/** Requests after which the simulated network mines. */
const MINING = new Set(["eth_sendTransaction", "eth_sendRawTransaction", "evm_mine", "hardhat_mine"]);

/**
 * A hook that makes time a function of the block number. A simulated network otherwise reads the wall clock, and with it
 * block hashes, VRF proofs and the orders drawn from them would differ from run to run.
 *
 * @param start Seconds since 1970 at block 0.
 * @param interval Seconds between two blocks.
 */
export function fixClock(start: number, interval: number): Partial<NetworkHooks> {
  return { onRequest: onRequest as NetworkHooks["onRequest"] };

  async function onRequest(
    context: HookContext,
    connection: NetworkConnection,
    request: JsonRpcRequest,
    next: (c: HookContext, n: NetworkConnection, r: JsonRpcRequest) => Promise<JsonRpcResponse>,
  ): Promise<JsonRpcResponse> {
    if (!MINING.has(request.method)) return next(context, connection, request);

    const newest = await ask("eth_blockNumber", []);
    await ask("evm_setNextBlockTimestamp", [start + (Number(newest) + 1) * interval]);
    return next(context, connection, request);

    async function ask(method: string, params: unknown[]): Promise<unknown> {
      const response = await next(context, connection, { jsonrpc: "2.0", id: request.id, method, params });
      if ("error" in response) throw new Error(`${method} failed: ${response.error.message}`);
      return response.result;
    }
  }
}
