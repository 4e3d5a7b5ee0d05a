import { keccak256, TypedDataEncoder } from "ethers";

import { attestationDomain, type AttestationReference } from "./attestationDomain.ts";

/** A result that a device vouches for. */
export interface DeviceResult {
  /** Hex, 32 bytes: zero for any certifier, or the address of the one that the task wants. */
  readonly termsHash: string;
  /** Hex, 32 bytes: what the result belongs to. */
  readonly context: string;
  /** Hex. */
  readonly result: string;
}

const RESULT_TYPES = {
  DeviceResult: [
    { name: "termsHash", type: "bytes32" },
    { name: "context", type: "bytes32" },
    { name: "resultHash", type: "bytes32" },
  ],
};

/**
 * What a device signs to prove that it made a result.
 *
 * @returns Hex, 32 bytes.
 */
export function resultDigestOf({ termsHash, context, result }: DeviceResult, reference: AttestationReference): string {
  const value = { termsHash, context, resultHash: keccak256(result) };
  return TypedDataEncoder.hash(attestationDomain(reference), RESULT_TYPES, value);
}
