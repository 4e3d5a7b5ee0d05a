import { getAddress } from "ethers";

import type { PayloadVerdict } from "../gossip/createMessageJudge.ts";
import type { GossipMessage } from "../gossip/gossipMessage.ts";
import { submittedMessage } from "./submittedMessage.ts";
import { taskMessage } from "./taskMessage.ts";
import { termMessage } from "./termMessage.ts";
import { voteMessage } from "./voteMessage.ts";
import { witnessMessage } from "./witnessMessage.ts";

const DECODERS: Readonly<Record<string, (payload: Uint8Array) => unknown>> = {
  vote: voteMessage.decode,
  submitted: submittedMessage.decode,
  term: termMessage.decode,
  witness: witnessMessage.decode,
};

/** Refuses to pass on what everybody can see to be of no use. */
export function inspectMessage({ kind, payload, sender }: GossipMessage): PayloadVerdict {
  if (kind === "task") {
    const message = taskMessage.decode(payload);
    // Only an aggregator asks for votes for itself.
    return message !== undefined && message.aggregator === getAddress(sender) ? "accept" : "reject";
  }
  const decode = DECODERS[kind];
  return decode === undefined || decode(payload) !== undefined ? "accept" : "reject";
}
