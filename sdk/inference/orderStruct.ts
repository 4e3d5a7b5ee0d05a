import type { InferenceOrderStruct } from "../../typechain-types/contracts/interfaces/IInferenceMarket.ts";
import type { InferenceOrder } from "./inferenceOrder.ts";
import { keysStruct } from "./keysStruct.ts";
import { termsStruct } from "./termsStruct.ts";

/** An order as the contract's bindings want it. */
export function orderStruct({ terms, keys, creator, createdAt }: InferenceOrder): InferenceOrderStruct {
  return { terms: termsStruct(terms), keys: keysStruct(keys), creator, createdAt };
}
