import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** What to post. */
export interface PublishRootParameters extends WriteOptions {
  /** Of a tree over blobs that the account serves; see `buildTree`. */
  readonly root: string;
}

/**
 * Posts the root of blobs that the account serves; again makes it young again.
 *
 * @throws {MusterError} `AVAILABILITY_EMPTY_ROOT`.
 */
export async function publishRoot(
  { availability }: MusterClient,
  { root, overrides = {} }: PublishRootParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => availability.publishRoot(root, overrides));
}
