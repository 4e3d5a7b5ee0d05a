import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { packVersion } from "./packVersion.ts";

/** What the node is. */
export interface DescribeNodeParameters extends WriteOptions {
  /** Major, minor and patch of its software, each below 256. */
  readonly version: readonly [number, number, number];
  /** Content hashes of the models it holds. */
  readonly models: readonly string[];
}

/**
 * Says anew what the account's node runs and holds.
 *
 * @throws {MusterError} `INFERENCE_ROUND_UNDRAWN` while a closed round may draw it.
 */
export async function describeNode(
  client: MusterClient,
  { version, models, overrides = {} }: DescribeNodeParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.describeNode(packVersion(version), [...models], overrides));
}
