import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { packVersion } from "./packVersion.ts";

/** What the node is. */
export interface JoinAsNodeParameters extends WriteOptions {
  /** Number of its class of graphics card. */
  readonly gpu: number;
  /** Major, minor and patch of its software, each below 256. */
  readonly version: readonly [number, number, number];
  /** Content hashes of the models it holds. */
  readonly models: readonly string[];
}

/**
 * Enters the account's operator as a node. It must be a member of the market's pool.
 *
 * @throws {MusterError} `INFERENCE_NODE_NOT_MEMBER`, `INFERENCE_UNKNOWN_GPU`, `INFERENCE_TOO_MANY_MODELS`.
 */
export async function joinAsNode(
  client: MusterClient,
  { gpu, version, models, overrides = {} }: JoinAsNodeParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.joinAsNode(gpu, packVersion(version), [...models], overrides));
}
