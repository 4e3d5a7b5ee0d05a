/** A message that an operator has signed, and that nobody had passed on before. */
export interface GossipMessage {
  /** The digest that the sender signed, hex. */
  readonly id: string;
  readonly kind: string;
  /** The operator's controller address, checksummed. */
  readonly sender: string;
  /** The peer that the operator sent it through. */
  readonly peer: string;
  /** Unix time in milliseconds, by the sender's clock. */
  readonly sentAt: number;
  readonly payload: Uint8Array;
  /** The peer that passed it on to us. */
  readonly receivedFrom: string;
}
