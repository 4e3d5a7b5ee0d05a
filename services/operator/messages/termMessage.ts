import { encode } from "cborg";
import { getBytes } from "ethers";

import { readFields } from "./readFields.ts";
import { wordBytes } from "./wordBytes.ts";

const SEATS = 256;

/** Who should lead a term, in one node's eyes. A candidate is a seat that speaks for itself. */
export interface TermVote {
  /** uint16. */
  readonly taskDefinitionId: number;
  readonly term: bigint;
  readonly committee: bigint;
  /** The seat that should lead. */
  readonly leader: number;
  /** The seat that says so. */
  readonly seat: number;
  /** Hex, 96 bytes: BLS, of the election's `termDigestOf`. */
  readonly signature: string;
}

/** The payload of a `term` message. */
export const termMessage = {
  encode({ taskDefinitionId, term, committee, leader, seat, signature }: TermVote): Uint8Array {
    return encode([taskDefinitionId, wordBytes(term), wordBytes(committee), leader, seat, getBytes(signature)]);
  },

  decode(payload: Uint8Array): TermVote | undefined {
    return readFields(payload, 6, (fields) => ({
      taskDefinitionId: fields.integer(2 ** 16),
      term: fields.word(8),
      committee: fields.word(8),
      leader: fields.integer(SEATS),
      seat: fields.integer(SEATS),
      signature: fields.bytes({ length: 96 }),
    }));
  },
};
