import type { TypedDataDomain, TypedDataField } from "ethers";

import type { GossipEnvelope } from "./gossipEnvelope.ts";
import type { GossipNetwork } from "./gossipTopic.ts";

/** The fields of an envelope that its sender signs. */
export const envelopeTypes: Record<string, TypedDataField[]> = {
  Message: [
    { name: "kind", type: "string" },
    { name: "sender", type: "address" },
    { name: "peer", type: "string" },
    { name: "sentAt", type: "uint64" },
    { name: "nonce", type: "bytes16" },
    { name: "payload", type: "bytes" },
  ],
};

/** What the sender of an envelope signs by EIP-712. It holds on one chain, and for one attestation centre. */
export function envelopeTypedData({ chainId, center }: GossipNetwork, envelope: GossipEnvelope) {
  const domain: TypedDataDomain = { name: "Muster Gossip", version: "1", chainId, verifyingContract: center };
  const { kind, sender, peer, sentAt, nonce, payload } = envelope;
  return { domain, types: envelopeTypes, value: { kind, sender, peer, sentAt, nonce, payload } };
}
