import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { Groth16Proof } from "./groth16Proof.ts";

/** What is claimed, and the proof of it. */
export interface VerifyProofParameters {
  readonly keyId: string;
  /** In the order of `publicSignals`. */
  readonly inputs: readonly bigint[];
  readonly proof: Groth16Proof;
}

/**
 * Asks the chain whether a proof holds.
 *
 * @throws {MusterError} `GROTH16_KEY_UNKNOWN`, `GROTH16_INPUT_COUNT_WRONG`.
 */
export async function verifyProof(
  client: MusterClient,
  { keyId, inputs, proof }: VerifyProofParameters,
): Promise<boolean> {
  return readCall(async () => client.proofs.verify(keyId, [...inputs], proof));
}
