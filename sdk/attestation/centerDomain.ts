import type { TypedDataDomain } from "ethers";

import type { CenterReference } from "./centerReference.ts";

/** The EIP-712 domain of an attestation center. */
export function centerDomain({ chainId, center }: CenterReference): TypedDataDomain {
  return { name: "Muster AttestationCenter", version: "1", chainId, verifyingContract: center };
}
