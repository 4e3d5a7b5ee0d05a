import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { keyIdOf } from "./keyIdOf.ts";
import type { VerifyingKey } from "./verifyingKey.ts";

/** Which circuit's key. */
export interface RegisterKeyParameters extends WriteOptions {
  readonly key: VerifyingKey;
}

/** What the key is known by, and the transaction. */
export interface RegisterKeyReturnType {
  readonly keyId: string;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Writes a circuit's verifying key to the chain, for everybody; does nothing when it is there already.
 *
 * @throws {MusterError} `GROTH16_KEY_MALFORMED`.
 */
export async function registerKey(
  client: MusterClient,
  { key, overrides = {} }: RegisterKeyParameters,
): Promise<RegisterKeyReturnType> {
  const receipt = await sendWrite(async () => client.proofs.register(key, overrides));
  return { keyId: keyIdOf(key), receipt };
}
