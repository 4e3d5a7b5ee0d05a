import { AbiCoder, keccak256 } from "ethers";

/** Who runs which slot of a job, field by field as `Assignment` on-chain. Times in milliseconds. */
export interface Assignment {
  readonly homeChainId: bigint;
  readonly market: string;
  readonly job: string;
  readonly slot: bigint;
  readonly processor: string;
  readonly chainId: bigint;
  readonly target: string;
  readonly gasLimit: bigint;
  /** When the slot's first execution starts, its delay included. */
  readonly start: bigint;
  readonly interval: bigint;
  /** From an execution's start to the end of its delivery. */
  readonly window: bigint;
  readonly count: bigint;
}

/** The types of an assignment's leaf, for a standard tree of `@openzeppelin/merkle-tree`. */
export const ASSIGNMENT_TYPES = [
  "uint256",
  "address",
  "bytes32",
  "uint256",
  "address",
  "uint256",
  "address",
  "uint256",
  "uint256",
  "uint256",
  "uint256",
  "uint256",
] as const;

/** The values of an assignment's leaf, in the order of `ASSIGNMENT_TYPES`. */
export function assignmentValues(assignment: Assignment): (bigint | string)[] {
  const { homeChainId, market, job, slot, processor, chainId, target, gasLimit, start, interval, window, count } =
    assignment;
  return [homeChainId, market, job, slot, processor, chainId, target, gasLimit, start, interval, window, count];
}

/** The leaf of an assignment in its tree: hashed twice. */
export function assignmentLeaf(assignment: Assignment): string {
  const encoded = AbiCoder.defaultAbiCoder().encode([...ASSIGNMENT_TYPES], assignmentValues(assignment));
  return keccak256(keccak256(encoded));
}
