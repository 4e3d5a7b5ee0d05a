import type { InferenceTermsStruct } from "../../typechain-types/contracts/interfaces/IInferenceMarket.ts";
import type { InferenceTerms } from "./inferenceOrder.ts";

/** Terms as the contract's bindings want them. */
export function termsStruct(terms: InferenceTerms): InferenceTermsStruct {
  return { ...terms, models: [...terms.models], publishers: [...terms.publishers] };
}
