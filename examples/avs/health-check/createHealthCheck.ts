import { AbiCoder } from "ethers";

import type { Avs, Execute, Validate } from "../../../services/avs-kit/avs.ts";
import { AvsError } from "../../../services/avs-kit/avsError.ts";
import { type Epoch, readEpoch, type RpcChain } from "./readEpoch.ts";

const TYPES = ["uint256", "uint256", "uint256", "bytes32"];

/** Which chain is watched, and how. */
export interface CreateHealthCheckParameters {
  readonly chain: RpcChain;
  /** Blocks of an epoch. */
  readonly epochBlocks: bigint;
  /** Blocks that must follow an epoch before it is looked at. */
  readonly confirmations: bigint;
  /** Epochs after which one is old news. */
  readonly maxAgeEpochs: bigint;
}

/** Checks that a chain is what its node says it is: hashes and parent links, epoch by epoch. */
export function createHealthCheck(parameters: CreateHealthCheckParameters): Avs {
  const { chain, epochBlocks, confirmations, maxAgeEpochs } = parameters;

  /** How many epochs are over. */
  async function countEpochs(): Promise<bigint> {
    const latest = BigInt(String(await chain.send("eth_blockNumber", [])));
    return latest < confirmations ? 0n : (latest - confirmations + 1n) / epochBlocks;
  }

  const execute: Execute = async () => {
    const epochs = await countEpochs();
    if (epochs === 0n) throw new AvsError("EPOCH_OPEN", "The first epoch is not over");
    const epoch = await readEpoch(chain, (epochs - 1n) * epochBlocks, epochs * epochBlocks - 1n);
    return { proofOfTask: describe(epoch), data: encode(epoch) };
  };

  const validate: Validate = async ({ proofOfTask, data }) => {
    const claim = decode(data);
    if (claim === undefined) return false;
    const { fromBlock, toBlock } = claim;
    if (fromBlock % epochBlocks !== 0n || toBlock !== fromBlock + epochBlocks - 1n) return false;

    const epochs = await countEpochs();
    const age = epochs - 1n - fromBlock / epochBlocks;
    if (age < 0n) throw new AvsError("EPOCH_OPEN", "This node has not seen the end of that epoch");
    if (age > maxAgeEpochs) throw new AvsError("EPOCH_STALE", "That epoch is too long ago");

    const own = await readEpoch(chain, fromBlock, toBlock);
    return data === encode(own) && proofOfTask === describe(own);
  };

  return { execute, validate };
}

function describe({ chainId, fromBlock, toBlock, headHash }: Epoch): string {
  return `blocks ${fromBlock} to ${toBlock} of chain ${chainId} end in ${headHash}`;
}

function encode({ chainId, fromBlock, toBlock, headHash }: Epoch): string {
  return AbiCoder.defaultAbiCoder().encode(TYPES, [chainId, fromBlock, toBlock, headHash]);
}

function decode(data: string): Epoch | undefined {
  try {
    const [chainId, fromBlock, toBlock, headHash] = AbiCoder.defaultAbiCoder().decode(TYPES, data);
    return { chainId, fromBlock, toBlock, headHash };
  } catch {
    return undefined;
  }
}
