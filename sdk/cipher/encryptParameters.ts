import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concat, getBytes, randomBytes } from "ethers";

import { encryptionPublicKey } from "./encryptionPublicKey.ts";
import { generateEncryptionKey } from "./generateEncryptionKey.ts";
import { parametersKey } from "./parametersKey.ts";
import { sharedPoint } from "./sharedPoint.ts";

const NONCE_BYTES = 24;

/** What is encrypted, for whom. */
export interface EncryptParametersParameters {
  readonly parameters: Uint8Array;
  /** Hex, 64 bytes: the node's key. */
  readonly nodeKey: string;
  /** Hex: what the message belongs to, for example chain, market and task. It is bound, not sent. */
  readonly context: string;
}

/**
 * Encrypts a task's parameters to a node: Diffie and Hellman on Baby Jubjub with a fresh key, HKDF-SHA256,
 * XChaCha20-Poly1305.
 *
 * @returns Ephemeral key (64 bytes), nonce (24), ciphertext and tag (16 more than the parameters).
 * @throws {EncryptionKeyInvalidError} when the node's key is none.
 */
export function encryptParameters({ parameters, nodeKey, context }: EncryptParametersParameters): Uint8Array {
  const secret = generateEncryptionKey();
  const ephemeralKey = encryptionPublicKey(secret);
  const key = parametersKey({ point: sharedPoint(secret, nodeKey), ephemeralKey, nodeKey });
  const nonce = randomBytes(NONCE_BYTES);
  const sealed = xchacha20poly1305(key, nonce, getBytes(context)).encrypt(parameters);
  return getBytes(concat([ephemeralKey, nonce, sealed]));
}
