import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Where the operator describes itself. */
export interface SetMetadataParameters extends WriteOptions {
  readonly metadataURI: string;
}

/**
 * Describes the account's operator anew.
 *
 * @throws {MusterError} `IDENTITY_NOT_REGISTERED`.
 */
export async function setMetadata(
  client: MusterClient,
  { metadataURI, overrides = {} }: SetMetadataParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.registry.setMetadata(metadataURI, overrides));
}
