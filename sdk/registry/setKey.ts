import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { OperatorKey } from "./operatorKey.ts";

/** The key, with its proof. */
export interface SetKeyParameters extends WriteOptions {
  readonly key: OperatorKey;
}

/**
 * Brings a key of the account's operator. The first of its kind counts at once, a later one after a delay.
 *
 * @throws {MusterError} `IDENTITY_NOT_REGISTERED`, `IDENTITY_UNKNOWN_KEY_KIND`, `KEY_KIND_REFUSED`.
 */
export async function setKey(
  client: MusterClient,
  { key, overrides = {} }: SetKeyParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.registry.setKey({ ...key }, overrides));
}
