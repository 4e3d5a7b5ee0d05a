import { AbiCoder, keccak256 } from "ethers";

import type { JobTerms } from "./jobTerms.ts";

const SCHEDULE =
  "tuple(uint48 startTime, uint48 endTime, uint40 interval, uint40 duration, uint32 maxStartDelay) schedule";
const NEEDS =
  "tuple(uint32 memoryBytes, uint32 networkRequests, uint32 storageBytes, uint32 modules, uint32 minReputation) needs";
const DESTINATION = "tuple(uint8 kind, uint64 chainId, address target, uint32 gasLimit, uint88 gasFee) destination";
const TERMS =
  "tuple(address consumer, bytes32 salt, address currency, uint32 template, bytes32 script, uint8 access, " +
  `bytes32 processorsHash, ${SCHEDULE}, ${NEEDS}, uint8 slots, uint88 reward, uint88 failureFee, bool isMajority, ` +
  `${DESTINATION}, uint8 runtime, address verifier, bytes32 verifierTerms)`;

/** The hash of terms, of which a job's id is made. */
export function hashJobTerms(terms: JobTerms): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode([TERMS], [terms]));
}
