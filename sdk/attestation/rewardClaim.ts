/** A task, and the claimant's seat in its committee; as `RewardClaim` on-chain. */
export interface RewardClaim {
  readonly id: string;
  readonly seat: number;
}
