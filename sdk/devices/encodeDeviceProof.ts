import { concat, toBeHex } from "ethers";

/** Whose device signed. */
export interface DeviceProof {
  readonly operator: bigint;
  /** Hex, 64 bytes. */
  readonly signature: string;
}

/**
 * A device's signature as `IProofVerifier` wants it.
 *
 * @returns Hex, 68 bytes.
 */
export function encodeDeviceProof({ operator, signature }: DeviceProof): string {
  return concat([toBeHex(operator, 4), signature]);
}
