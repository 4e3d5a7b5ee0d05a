import { decryptParameters } from "../cipher/decryptParameters.ts";
import { readSecrets, type Secrets } from "./readSecrets.ts";
import { secretsContext, type SecretsReference } from "./secretsContext.ts";

/** What is opened, by which processor of which job. */
export interface OpenSecretsParameters extends SecretsReference {
  /** As `sealSecrets` made it. */
  readonly sealed: Uint8Array;
  /** Hex, 32 bytes: the processor's encryption secret. */
  readonly secretKey: string;
}

/**
 * Decrypts a job's secrets, as the processor that they were sealed for.
 *
 * @throws {ParametersRefusedError} when they are altered or cut off, or for another key, job or processor.
 * @throws {SecretsInvalidError} when whoever sealed them did not seal secrets.
 */
export function openSecrets({ sealed, secretKey, ...reference }: OpenSecretsParameters): Secrets {
  return readSecrets(decryptParameters({ ciphertext: sealed, secretKey, context: secretsContext(reference) }));
}
