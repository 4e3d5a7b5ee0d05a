import { encode } from "cborg";
import { getBytes } from "ethers";

import type { SignedGossipEnvelope } from "./gossipEnvelope.ts";

/** The first item of every envelope. */
export const ENVELOPE_VERSION = 1;

/** An envelope as it travels: a CBOR array in canonical form. */
export function encodeEnvelope(envelope: SignedGossipEnvelope): Uint8Array {
  const { kind, sender, peer, sentAt, nonce, payload, signature } = envelope;
  const fields = [ENVELOPE_VERSION, kind, getBytes(sender), peer, sentAt, getBytes(nonce), payload];
  return encode([...fields, getBytes(signature)]);
}
