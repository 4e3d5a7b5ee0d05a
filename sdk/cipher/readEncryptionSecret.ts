import { isHexString } from "ethers";

import { EncryptionSecretInvalidError } from "./encryptionSecretInvalidError.ts";
import { SUBGROUP_ORDER } from "./subgroupOrder.ts";

/**
 * The number that a secret stands for.
 *
 * @param secretKey Hex, 32 bytes.
 * @throws {EncryptionSecretInvalidError} when it is none.
 */
export function readEncryptionSecret(secretKey: string): bigint {
  if (!isHexString(secretKey, 32)) throw new EncryptionSecretInvalidError();
  const scalar = BigInt(secretKey);
  if (scalar === 0n || scalar >= SUBGROUP_ORDER) throw new EncryptionSecretInvalidError();
  return scalar;
}
