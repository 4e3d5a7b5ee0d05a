import { TypedDataEncoder } from "ethers";

import { homeDomain, type HomeReference } from "./homeDomain.ts";

/** That a committee is followed by another. */
export interface Handover {
  /** The committee that signs. */
  readonly committee: bigint;
  /** The one that follows. */
  readonly next: bigint;
  /** Seconds; when the next was sealed. */
  readonly sealedAt: bigint;
  /** Hex, 32 bytes: the hash of the code of its page, which is the same on every chain. */
  readonly pageHash: string;
}

const HANDOVER_TYPES = {
  Handover: [
    { name: "committee", type: "uint64" },
    { name: "next", type: "uint64" },
    { name: "sealedAt", type: "uint40" },
    { name: "pageHash", type: "bytes32" },
  ],
};

/**
 * What a committee signs so that gateways take its successor.
 *
 * @returns Hex, 32 bytes.
 */
export function handoverDigest(handover: Handover, home: HomeReference): string {
  return TypedDataEncoder.hash(homeDomain(home), HANDOVER_TYPES, { ...handover });
}
