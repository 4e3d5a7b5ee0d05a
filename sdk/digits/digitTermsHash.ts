import { AbiCoder, keccak256 } from "ethers";

import type { DigitModel } from "./digitModel.ts";
import { hashDigit } from "./hashDigit.ts";
import { hashDigitModel } from "./hashDigitModel.ts";

/** What a task says of its proof: this model, this picture. As `DigitVerifier.termsHashOf` on-chain. */
export function digitTermsHash(model: DigitModel, pixels: readonly number[]): string {
  const hashes = [hashDigitModel(model), hashDigit(pixels)];
  return keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], hashes));
}
