import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { blsOperatorKey } from "./blsOperatorKey.ts";
import { setKey } from "./setKey.ts";

/** The key. */
export interface SetBlsKeyParameters extends WriteOptions {
  /** Hex, 32 bytes. It goes nowhere. */
  readonly secretKey: string;
}

/**
 * Brings the attesting key of the account's operator, with its proof of possession. The first counts at once, a later
 * one after a delay.
 *
 * @throws {BlsSecretKeyInvalidError} when the secret key is none.
 * @throws {MusterError} `IDENTITY_NOT_REGISTERED`.
 */
export async function setBlsKey(
  client: MusterClient,
  { secretKey, overrides = {} }: SetBlsKeyParameters,
): Promise<ContractTransactionReceipt> {
  return setKey(client, { key: await blsOperatorKey(client, { secretKey }), overrides });
}
