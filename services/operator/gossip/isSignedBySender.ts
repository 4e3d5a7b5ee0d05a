import { recoverAddress, Signature } from "ethers";

import type { SignedGossipEnvelope } from "./gossipEnvelope.ts";

/** Whether an envelope's signature over its digest is its sender's. */
export function isSignedBySender(digest: string, { sender, signature }: SignedGossipEnvelope): boolean {
  try {
    return recoverAddress(digest, Signature.from(signature)) === sender;
  } catch {
    return false;
  }
}
