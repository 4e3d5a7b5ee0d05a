import { AbiCoder, keccak256 } from "ethers";

/** Who runs which slot of a job, field by field as `Assignment` on-chain; times in milliseconds. */
export interface Assignment {
  /** Chain of the market. */
  readonly homeChainId: bigint;
  readonly market: string;
  /** Hex, 32 bytes. */
  readonly job: string;
  readonly slot: bigint;
  /** Account that delivers. */
  readonly processor: string;
  /** Chain on which it delivers. */
  readonly chainId: bigint;
  /** Contract that is called there. */
  readonly target: string;
  readonly gasLimit: bigint;
  /** When the slot's first execution starts, its delay included. */
  readonly start: bigint;
  /** 0 where there is one execution only. */
  readonly interval: bigint;
  /** From an execution's start to the end of its delivery. */
  readonly window: bigint;
  /** How many executions there are. */
  readonly count: bigint;
}

/** What became of an execution on the chain where it was delivered, field by field as `Receipt` on-chain. */
export interface Receipt {
  readonly homeChainId: bigint;
  readonly market: string;
  /** Hex, 32 bytes. */
  readonly job: string;
  readonly slot: bigint;
  readonly execution: bigint;
  /** Account that delivered. */
  readonly processor: string;
  /** Hex, 32 bytes: keccak256 of the output. */
  readonly outputHash: string;
  /** Whether the contract took it. */
  readonly isSuccess: boolean;
}

/** Field and type, in order. */
const ASSIGNMENT_FIELDS = [
  ["homeChainId", "uint256"],
  ["market", "address"],
  ["job", "bytes32"],
  ["slot", "uint256"],
  ["processor", "address"],
  ["chainId", "uint256"],
  ["target", "address"],
  ["gasLimit", "uint256"],
  ["start", "uint256"],
  ["interval", "uint256"],
  ["window", "uint256"],
  ["count", "uint256"],
] as const satisfies readonly (readonly [keyof Assignment, string])[];

const RECEIPT_FIELDS = [
  ["homeChainId", "uint256"],
  ["market", "address"],
  ["job", "bytes32"],
  ["slot", "uint256"],
  ["execution", "uint256"],
  ["processor", "address"],
  ["outputHash", "bytes32"],
  ["isSuccess", "bool"],
] as const satisfies readonly (readonly [keyof Receipt, string])[];

/** The two trees of jobs that are delivered on another chain: how a leaf becomes a row, and a hash. */
export const jobLeaves = {
  assignment: describeLeaf<Assignment>(ASSIGNMENT_FIELDS),
  receipt: describeLeaf<Receipt>(RECEIPT_FIELDS),
} as const;

function describeLeaf<Leaf>(fields: readonly (readonly [keyof Leaf, string])[]) {
  const types = fields.map(([, type]) => type);
  const rowOf = (leaf: Leaf): unknown[] => fields.map(([name]) => leaf[name]);
  return {
    /** For `StandardMerkleTree.of` of `@openzeppelin/merkle-tree`. */
    types,
    /** The leaf's fields in order, as a row of a tree. */
    rowOf,
    /** Hex, 32 bytes; hashed twice, so that no inner node is a leaf as well. */
    hashOf: (leaf: Leaf): string => keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(types, rowOf(leaf)))),
  };
}
