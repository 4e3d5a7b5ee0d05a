import { AvsError } from "../../../services/avs-kit/avsError.ts";
import { hashBlockHeader, type RpcBlock } from "./hashBlockHeader.ts";

/** A chain by JSON-RPC; every provider of ethers is one. */
export interface RpcChain {
  send(method: string, params: unknown[]): Promise<unknown>;
}

/** A stretch of a chain whose headers hash to what they claim, each following the one before. */
export interface Epoch {
  readonly chainId: bigint;
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
  /** The last block's hash, which binds all the others. */
  readonly headHash: string;
}

interface Header {
  readonly hash: string;
  readonly parentHash: unknown;
}

/**
 * Reads a stretch of a chain and believes nothing: every hash is computed again, and every header must follow the one
 * before it, the first one too.
 *
 * @throws AvsError `BLOCK_MISSING`, `HEADER_MALFORMED`, `HEADER_ALTERED` or `CHAIN_BROKEN`
 */
export async function readEpoch(chain: RpcChain, fromBlock: bigint, toBlock: bigint): Promise<Epoch> {
  const chainId = BigInt(String(await chain.send("eth_chainId", [])));
  const first = fromBlock > 0n ? fromBlock - 1n : 0n;
  const numbers = Array.from({ length: Number(toBlock - first) + 1 }, (_, index) => first + BigInt(index));
  const headers = await Promise.all(numbers.map((number) => readHeader(chain, number)));

  const loose = headers.findIndex(({ parentHash }, index) => index > 0 && parentHash !== headers[index - 1]?.hash);
  if (loose > 0) throw new AvsError("CHAIN_BROKEN", `Block ${numbers[loose]} does not follow the block before it`);
  return { chainId, fromBlock, toBlock, headHash: (headers.at(-1) as Header).hash };
}

async function readHeader(chain: RpcChain, number: bigint): Promise<Header> {
  const block = (await chain.send("eth_getBlockByNumber", [`0x${number.toString(16)}`, false])) as RpcBlock | null;
  if (!block) throw new AvsError("BLOCK_MISSING", `The node has no block ${number}`);

  const hash = hashBlockHeader(block);
  if (hash !== block.hash || BigInt(String(block.number)) !== number) {
    throw new AvsError("HEADER_ALTERED", `Block ${number} hashes to ${hash}, not to ${String(block.hash)}`);
  }
  return { hash, parentHash: block.parentHash };
}
