import type { VrfProof } from "../../sdk/vrf/vrfProof.ts";

/** The proof for a TypeChain contract, whose types want tuples one could write to. */
export function toProofStruct(proof: VrfProof) {
  return {
    ...proof,
    pk: [...proof.pk] as [bigint, bigint],
    gamma: [...proof.gamma] as [bigint, bigint],
    cGammaWitness: [...proof.cGammaWitness] as [bigint, bigint],
    sHashWitness: [...proof.sHashWitness] as [bigint, bigint],
  };
}
