import { encode } from "cborg";
import { getBytes } from "ethers";

import type { Vote } from "../../../sdk/attestation/vote.ts";
import type { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { readFields } from "./readFields.ts";
import { wordBytes } from "./wordBytes.ts";

const FIELDS = 7;
const PHASES = 2;
const SEATS = 256;

/** The payload of a `vote` message. */
export const voteMessage = {
  encode({ id, isApproved, phase, aggregator, committee, seat, signature }: Vote): Uint8Array {
    const ids = [wordBytes(committee), seat];
    return encode([getBytes(id), isApproved, phase, getBytes(aggregator), ...ids, getBytes(signature)]);
  },

  decode(payload: Uint8Array): Vote | undefined {
    return readFields(payload, FIELDS, (fields) => ({
      id: fields.bytes({ length: 32 }),
      isApproved: fields.flag(),
      phase: fields.integer(PHASES) as VotePhase,
      aggregator: fields.address(),
      committee: fields.word(8),
      seat: fields.integer(SEATS),
      signature: fields.bytes({ length: 96 }),
    }));
  },
};
