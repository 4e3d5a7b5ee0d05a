/** In which phase a vote counts; as `VotePhase` on-chain. */
export const VotePhase = { Submission: 0, Dispute: 1 } as const;

/** A phase. */
export type VotePhase = (typeof VotePhase)[keyof typeof VotePhase];
