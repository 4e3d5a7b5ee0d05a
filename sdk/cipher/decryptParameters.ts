import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { getBytes, hexlify } from "ethers";

import { encryptionPublicKey } from "./encryptionPublicKey.ts";
import { parametersKey } from "./parametersKey.ts";
import { ParametersRefusedError } from "./parametersRefusedError.ts";
import { sharedPoint } from "./sharedPoint.ts";

const KEY_BYTES = 64;
const SEALED_AT = 88;
const TAG_BYTES = 16;

/** What is decrypted. */
export interface DecryptParametersParameters {
  /** As `encryptParameters` made it. */
  readonly ciphertext: Uint8Array;
  /** Hex, 32 bytes: the node's secret. */
  readonly secretKey: string;
  /** Hex: as it was encrypted with. */
  readonly context: string;
}

/**
 * Decrypts a task's parameters.
 *
 * @throws {ParametersRefusedError} when they are altered or cut off, or for another key or context.
 * @throws {EncryptionKeyInvalidError} when the ephemeral key in front of them is none.
 * @throws {EncryptionSecretInvalidError} when the secret is none.
 */
export function decryptParameters({ ciphertext, secretKey, context }: DecryptParametersParameters): Uint8Array {
  if (ciphertext.length < SEALED_AT + TAG_BYTES) throw new ParametersRefusedError("truncated");
  const ephemeralKey = hexlify(ciphertext.subarray(0, KEY_BYTES));
  const point = sharedPoint(secretKey, ephemeralKey);
  const key = parametersKey({ point, ephemeralKey, nodeKey: encryptionPublicKey(secretKey) });
  const box = xchacha20poly1305(key, ciphertext.subarray(KEY_BYTES, SEALED_AT), getBytes(context));
  try {
    return box.decrypt(ciphertext.subarray(SEALED_AT));
  } catch (cause) {
    throw new ParametersRefusedError("refused", { cause });
  }
}
