import { TypedDataEncoder } from "ethers";

import { envelopeTypedData } from "./envelopeTypedData.ts";
import type { GossipEnvelope } from "./gossipEnvelope.ts";
import type { GossipNetwork } from "./gossipTopic.ts";

/** The EIP-712 digest that the sender signs, hex; also the id of the message. */
export function hashEnvelope(network: GossipNetwork, envelope: GossipEnvelope): string {
  const { domain, types, value } = envelopeTypedData(network, envelope);
  return TypedDataEncoder.hash(domain, types, value);
}
