import { type ContractTransactionReceipt, dataSlice } from "ethers";

import { eighthOfKey } from "../cipher/eighthOfKey.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { applicationKeysOf } from "./applicationKeysOf.ts";
import type { ApplicationSecrets } from "./applicationSecrets.ts";
import { keysStruct } from "./keysStruct.ts";

/** Whose keys; the secrets go nowhere. */
export interface RegisterApplicationParameters extends WriteOptions {
  readonly secrets: ApplicationSecrets;
}

/**
 * Fixes the keys of the account's inference tasks to come.
 *
 * @throws {MusterError} `INFERENCE_BAD_KEY`.
 */
export async function registerApplication(
  client: MusterClient,
  { secrets, overrides = {} }: RegisterApplicationParameters,
): Promise<ContractTransactionReceipt> {
  const eighth = eighthOfKey(secrets.encryptionSecret);
  const point: [bigint, bigint] = [BigInt(dataSlice(eighth, 0, 32)), BigInt(dataSlice(eighth, 32))];
  const keys = keysStruct(applicationKeysOf(secrets));
  return sendWrite(async () => client.inference.registerApplication(keys, point, overrides));
}
