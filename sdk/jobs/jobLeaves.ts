import { AbiCoder, keccak256 } from "ethers";

/** That a processor may deliver a slot's executions on another chain; times in milliseconds. */
export interface AssignmentLeaf {
  readonly chainId: bigint;
  readonly gateway: string;
  /** Hex, 32 bytes. */
  readonly jobId: string;
  readonly slot: bigint;
  /** Account that delivers. */
  readonly processor: string;
  /** Contract whose `fulfill` is called. */
  readonly consumer: string;
  /** When execution 0 begins, with the slot's delay. */
  readonly start: bigint;
  readonly interval: bigint;
  readonly duration: bigint;
  readonly tolerance: bigint;
  readonly executions: bigint;
  readonly gasLimit: bigint;
}

/** That an execution was delivered through a gateway. */
export interface ReceiptLeaf {
  readonly chainId: bigint;
  readonly gateway: string;
  /** Hex, 32 bytes: the assignment's leaf. */
  readonly assignment: string;
  /** Hex, 32 bytes. */
  readonly jobId: string;
  readonly slot: bigint;
  readonly execution: bigint;
  /** Account that delivered. */
  readonly processor: string;
  /** Hex, 32 bytes: keccak256 of the output. */
  readonly outputHash: string;
  /** Whether the consumer took it. */
  readonly isFulfilled: boolean;
}

/** Field and type, in order; `StandardMerkleTree.of` of `@openzeppelin/merkle-tree` takes the types. */
const ASSIGNMENT_FIELDS = [
  ["chainId", "uint256"],
  ["gateway", "address"],
  ["jobId", "bytes32"],
  ["slot", "uint8"],
  ["processor", "address"],
  ["consumer", "address"],
  ["start", "uint64"],
  ["interval", "uint64"],
  ["duration", "uint64"],
  ["tolerance", "uint64"],
  ["executions", "uint32"],
  ["gasLimit", "uint32"],
] as const satisfies readonly (readonly [keyof AssignmentLeaf, string])[];

const RECEIPT_FIELDS = [
  ["chainId", "uint256"],
  ["gateway", "address"],
  ["assignment", "bytes32"],
  ["jobId", "bytes32"],
  ["slot", "uint8"],
  ["execution", "uint32"],
  ["processor", "address"],
  ["outputHash", "bytes32"],
  ["isFulfilled", "bool"],
] as const satisfies readonly (readonly [keyof ReceiptLeaf, string])[];

/** The two trees of jobs that are delivered on another chain: how a leaf becomes a row, and a hash. */
export const jobLeaves = {
  assignment: describeLeaf<AssignmentLeaf>(ASSIGNMENT_FIELDS),
  receipt: describeLeaf<ReceiptLeaf>(RECEIPT_FIELDS),
} as const;

function describeLeaf<Leaf>(fields: readonly (readonly [keyof Leaf, string])[]) {
  const types = fields.map(([, type]) => type);
  const rowOf = (leaf: Leaf): unknown[] => fields.map(([name]) => leaf[name]);
  return {
    types,
    /** The leaf's fields in order, as a row of a tree. */
    rowOf,
    /** Hex, 32 bytes; hashed twice, so that no inner node is a leaf as well. */
    hashOf: (leaf: Leaf): string => keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(types, rowOf(leaf)))),
  };
}
