import { isHexString } from "ethers";

import { EncryptionSecretInvalidError } from "../../sdk/cipher/encryptionSecretInvalidError.ts";
import { readEncryptionSecret } from "../../sdk/cipher/readEncryptionSecret.ts";
import type { ApplicationSecrets } from "../../sdk/inference/applicationSecrets.ts";
import { InputError } from "./inputError.ts";
import { readJson } from "./readJson.ts";

/**
 * Reads secrets from a file; never from the command line, where others could read them.
 *
 * @throws {InputError} when there are none.
 */
export function readSecrets(path: string | undefined): ApplicationSecrets {
  if (path === undefined) throw new InputError("Name the file of secrets with --keys; inference:keys makes one.");
  const { vrfSecretKey, encryptionSecret } = readJson(path) as Record<string, unknown>;
  if (!isHexString(vrfSecretKey, 32)) throw new InputError(`${path} has no vrfSecretKey of 32 bytes of hex.`);
  try {
    readEncryptionSecret(String(encryptionSecret));
  } catch (error) {
    if (error instanceof EncryptionSecretInvalidError) throw new InputError(`In ${path}: ${error.message}`);
    throw error;
  }
  return { vrfSecretKey: BigInt(vrfSecretKey), encryptionSecret: String(encryptionSecret) };
}
