import { Signature, type TypedDataDomain, type TypedDataField } from "ethers";

import { envelopeTypedData } from "./envelopeTypedData.ts";
import type { GossipEnvelope, SignedGossipEnvelope } from "./gossipEnvelope.ts";
import type { GossipNetwork } from "./gossipTopic.ts";

/** The operator's controller key; any signer of ethers fits. */
export interface GossipSigner {
  getAddress(): Promise<string>;
  signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string>;
}

export async function signEnvelope(
  signer: GossipSigner,
  network: GossipNetwork,
  envelope: GossipEnvelope,
): Promise<SignedGossipEnvelope> {
  const { domain, types, value } = envelopeTypedData(network, envelope);
  const signature = Signature.from(await signer.signTypedData(domain, types, value)).compactSerialized;
  return { ...envelope, signature };
}
