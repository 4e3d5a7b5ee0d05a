import type { TypedDataDomain } from "ethers";

/** Which `DeviceAttestation`. */
export interface AttestationReference {
  readonly chainId: bigint | number;
  /** Its address. */
  readonly attestation: string;
}

/** The EIP-712 domain of a `DeviceAttestation`. */
export function attestationDomain({ chainId, attestation }: AttestationReference): TypedDataDomain {
  return { name: "Muster DeviceAttestation", version: "1", chainId, verifyingContract: attestation };
}
