import type { VrfProofStruct } from "../../typechain-types/contracts/interfaces/IInferenceMarket.ts";
import type { VrfProof } from "../vrf/vrfProof.ts";

/** A proof as `IVrfVerifier` wants it. */
export function vrfProofStruct(proof: VrfProof): VrfProofStruct {
  const { gamma, c, s, uWitness, cGammaWitness, sHashWitness, zInv } = proof;
  return {
    gamma: [...gamma],
    c,
    s,
    uWitness,
    cGammaWitness: [...cGammaWitness],
    sHashWitness: [...sHashWitness],
    zInv,
  };
}
