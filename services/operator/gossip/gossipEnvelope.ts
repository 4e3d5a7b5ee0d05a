/** What travels: a payload, who vouches for it, and when. */
export interface GossipEnvelope {
  readonly kind: string;
  /** The operator's controller address, checksummed. */
  readonly sender: string;
  /** The peer that the operator sends through. Nobody else can pass the envelope off as a message of its own. */
  readonly peer: string;
  /** Unix time in milliseconds. */
  readonly sentAt: number;
  /** 16 random bytes, hex. */
  readonly nonce: string;
  readonly payload: Uint8Array;
}

/** An envelope and the sender's signature over it: 64 bytes as of ERC-2098, hex. */
export interface SignedGossipEnvelope extends GossipEnvelope {
  readonly signature: string;
}
