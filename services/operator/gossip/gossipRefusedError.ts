import { BaseError } from "../../../sdk/errors/baseError.ts";

/** Why a message is not published: others would refuse it, and us with it. */
export type PublishRefusal = "notRunning" | "noSigner" | "unknownKind" | "tooBig" | "tooMany" | "notMember";

const REASONS: Readonly<Record<PublishRefusal, string>> = {
  notRunning: "the node is not running",
  noSigner: "the node has no operator's key",
  unknownKind: "nobody listens to its kind",
  tooBig: "it is larger than its kind may be",
  tooMany: "too many of its kind went out before it",
  notMember: "the sender is not an operator",
};

/** Thrown when a message is not published. */
export class GossipRefusedError extends BaseError {
  readonly kind: string;
  readonly refusal: PublishRefusal;

  constructor(kind: string, refusal: PublishRefusal) {
    super("GOSSIP_REFUSED", `A message of kind ${kind} is not published: ${REASONS[refusal]}`);
    this.kind = kind;
    this.refusal = refusal;
  }
}
