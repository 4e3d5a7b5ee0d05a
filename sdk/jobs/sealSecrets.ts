import { encryptParameters } from "../cipher/encryptParameters.ts";
import { readSecrets, type Secrets } from "./readSecrets.ts";
import { secretsContext, type SecretsReference } from "./secretsContext.ts";

/** What is sealed, for which processor of which job. */
export interface SealSecretsParameters extends SecretsReference {
  readonly secrets: Secrets;
  /** Hex, 64 bytes: the processor's encryption key, as it is registered. */
  readonly processorKey: string;
}

/**
 * Encrypts a job's secrets to the processor that runs a slot of it, once the slot is acknowledged: each slot gets its own.
 *
 * @returns Ephemeral key (64 bytes), nonce (24), ciphertext and tag (16).
 * @throws {SecretsInvalidError} when they are too many, or a name is none.
 * @throws {EncryptionKeyInvalidError} when the processor's key is none.
 */
export function sealSecrets({ secrets, processorKey, ...reference }: SealSecretsParameters): Uint8Array {
  const parameters = new TextEncoder().encode(JSON.stringify(secrets));
  readSecrets(parameters);
  return encryptParameters({ parameters, nodeKey: processorKey, context: secretsContext(reference) });
}
