import { AbiCoder, keccak256 } from "ethers";

import type { TaskTerms } from "./taskTerms.ts";

const PROOF = "tuple(uint8 proofType, address verifier, bytes32 termsHash)";
const CALLBACK = "tuple(address target, bytes4 selector, uint32 gasLimit, uint64 maxTip, uint128 budget)";
const TERMS =
  "tuple(address actor, bytes32 salt, address currency, uint128 paymentPerRunner, uint8 payoutPolicy, bytes32 schema, " +
  `address schemaValidator, ${PROOF} proof, ${CALLBACK} callback, ` +
  "uint24 consumeBlocks, uint24 commitBlocks, uint24 revealBlocks)";

/** The hash of terms, of which a task's id is made. */
export function hashTerms(terms: TaskTerms): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode([TERMS], [terms]));
}
