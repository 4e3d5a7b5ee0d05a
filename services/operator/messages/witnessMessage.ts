import { encode } from "cborg";
import { getBytes } from "ethers";

import { WITNESS_KINDS, type WitnessStatement } from "../witness/witnessStatement.ts";
import { readFields } from "./readFields.ts";
import { wordBytes } from "./wordBytes.ts";

const FIELDS = 7;
const SEATS = 256;

/** A witness's signature of a statement. */
export interface WitnessVote {
  readonly statement: WitnessStatement;
  /** The seat in the statement's committee. */
  readonly seat: number;
  /** Hex, 96 bytes. */
  readonly signature: string;
}

/** The payload of a `witness` message. */
export const witnessMessage = {
  encode({ statement: { kind, chainId, committee, moment, hash }, seat, signature }: WitnessVote): Uint8Array {
    const words = [chainId, committee, moment].map(wordBytes);
    return encode([WITNESS_KINDS.indexOf(kind), ...words, getBytes(hash), seat, getBytes(signature)]);
  },

  decode(payload: Uint8Array): WitnessVote | undefined {
    return readFields(payload, FIELDS, (fields) => ({
      statement: {
        kind: WITNESS_KINDS[fields.integer(WITNESS_KINDS.length)] as WitnessStatement["kind"],
        chainId: fields.word(8),
        committee: fields.word(8),
        moment: fields.word(8),
        hash: fields.bytes({ length: 32 }),
      },
      seat: fields.integer(SEATS),
      signature: fields.bytes({ length: 96 }),
    }));
  },
};
