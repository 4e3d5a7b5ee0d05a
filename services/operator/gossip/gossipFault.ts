/** What can be wrong with a message, or with the peer that delivers it. */
export type GossipFault =
  // The message; every honest peer would have refused it.
  | "tooBig"
  | "malformed"
  | "wrongKind"
  | "wrongPeer"
  | "badSignature"
  | "badPayload"
  // The message, in our eyes; an honest peer may differ.
  | "tooOld"
  | "tooNew"
  | "replayed"
  | "unknownSender"
  | "busySender"
  | "unwelcome"
  | "membershipUnavailable"
  // The peer.
  | "flood"
  | "unsigned"
  | "undecodable"
  | "lowScore"
  | "banned";
