import { encode } from "cborg";
import { getBytes } from "ethers";

import type { SignedTask } from "../tasks/signedTask.ts";
import { readFields } from "./readFields.ts";
import { wordBytes } from "./wordBytes.ts";

const FIELDS = 8;
/** A message is smaller; these only keep one field from standing for all. */
const MAX_TEXT = 16_384;
const MAX_SIGNATURE_BYTES = 4_096;

/** An aggregator asks for votes. */
export interface TaskMessage {
  readonly task: Omit<SignedTask, "id">;
  /** Who asks, and who alone may submit with the votes. */
  readonly aggregator: string;
  /** The committee whose votes count. */
  readonly committee: bigint;
  /** Seats whose votes the aggregator has: they need not answer again. */
  readonly counted: bigint;
}

/** The payload of a `task` message. */
export const taskMessage = {
  encode({ task: { info, signature }, aggregator, committee, counted }: TaskMessage): Uint8Array {
    return encode([
      info.proofOfTask,
      getBytes(info.data),
      getBytes(info.taskPerformer),
      info.taskDefinitionId,
      getBytes(signature),
      getBytes(aggregator),
      wordBytes(committee),
      wordBytes(counted),
    ]);
  },

  decode(payload: Uint8Array): TaskMessage | undefined {
    return readFields(payload, FIELDS, (fields) => ({
      task: {
        info: {
          proofOfTask: fields.text(MAX_TEXT),
          data: fields.bytes({ maxLength: MAX_TEXT }),
          taskPerformer: fields.address(),
          taskDefinitionId: fields.integer(2 ** 16),
        },
        signature: fields.bytes({ maxLength: MAX_SIGNATURE_BYTES }),
      },
      aggregator: fields.address(),
      committee: fields.word(8),
      counted: fields.word(32),
    }));
  },
};
