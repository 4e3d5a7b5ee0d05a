import type { ApplicationKeysStruct } from "../../typechain-types/contracts/interfaces/IInferenceMarket.ts";
import type { ApplicationKeys } from "./inferenceOrder.ts";

/** Keys as the contract's bindings want them. */
export function keysStruct({ vrfKey, encryptionKey }: ApplicationKeys): ApplicationKeysStruct {
  return { vrfKey: [...vrfKey], encryptionKey: [...encryptionKey] };
}
