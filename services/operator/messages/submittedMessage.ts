import { encode } from "cborg";
import { getBytes } from "ethers";

import { readFields } from "./readFields.ts";

/** An aggregator has brought a task to the chain. The chain knows better: it is a hint to look. */
export interface SubmittedMessage {
  /** Id of the task, hex. */
  readonly task: string;
  /** Hash of the transaction, hex. */
  readonly transaction: string;
}

/** The payload of a `submitted` message. */
export const submittedMessage = {
  encode({ task, transaction }: SubmittedMessage): Uint8Array {
    return encode([getBytes(task), getBytes(transaction)]);
  },

  decode(payload: Uint8Array): SubmittedMessage | undefined {
    return readFields(payload, 2, (fields) => ({
      task: fields.bytes({ length: 32 }),
      transaction: fields.bytes({ length: 32 }),
    }));
  },
};
