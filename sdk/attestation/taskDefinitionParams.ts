/** What a definition asks for, in the order that its users know; as `TaskDefinitionParams` on-chain. */
export interface TaskDefinitionParams {
  /** Block from which on tasks are refused; more than 2^40 - 1 means never. */
  readonly blockExpiry: bigint;
  /** Fee of each attester that signs, in the smallest unit of the reward currency. */
  readonly baseRewardFeeForAttesters: bigint;
  /** Fee of the performer of an approved task. */
  readonly baseRewardFeeForPerformer: bigint;
  readonly baseRewardFeeForAggregator: bigint;
  /** Blocks before a task is final; 0 disables disputes. */
  readonly disputePeriodBlocks: bigint;
  /** Least power of performer, attesters and aggregator, in the smallest unit of the staking currency. */
  readonly minimumVotingPower: bigint;
  /** Operators that may perform and attest, ascending; empty lets everybody. */
  readonly restrictedOperatorIndexes: readonly number[];
}
