import { TypedDataEncoder } from "ethers";

import { homeDomain, type HomeReference } from "./homeDomain.ts";

/** A root of the assignment tree, as a committee signs it. */
export interface AssignmentRoot {
  /** The committee that signs. */
  readonly committee: bigint;
  /** Hex, 32 bytes. */
  readonly root: string;
  /** Seconds. */
  readonly issuedAt: bigint;
}

const ROOT_TYPES = {
  AssignmentRoot: [
    { name: "committee", type: "uint64" },
    { name: "root", type: "bytes32" },
    { name: "issuedAt", type: "uint40" },
  ],
};

/**
 * What a committee signs so that gateways accept a root.
 *
 * @returns Hex, 32 bytes.
 */
export function assignmentRootDigest(root: AssignmentRoot, home: HomeReference): string {
  return TypedDataEncoder.hash(homeDomain(home), ROOT_TYPES, { ...root });
}
