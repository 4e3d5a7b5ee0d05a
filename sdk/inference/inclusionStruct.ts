import type { InclusionProofStruct } from "../../typechain-types/contracts/interfaces/IInferenceMarket.ts";
import type { InclusionProof } from "./inclusionProof.ts";

/** An inclusion proof as the contract's bindings want it. */
export function inclusionStruct(inclusion: InclusionProof): InclusionProofStruct {
  return { ...inclusion, proof: [...inclusion.proof] };
}
