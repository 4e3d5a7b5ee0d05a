/** What a pool asks of those who join and what they consent to; as `PoolTerms` on-chain. Fixed for ever. */
export interface PoolTerms {
  /** The only contract that may draw from the pool and slash its members. */
  readonly market: string;
  /** 32 bytes: hash of what members can do. */
  readonly capability: string;
  /** In the staking currency. */
  readonly minimumStake: bigint;
  readonly seatLimit: number;
  readonly minimumResponseBlocks: number;
  readonly maxSlashBps: number;
  /** At most maxSlashBps. */
  readonly noShowBps: number;
  /** Bit k set: members hold a key of kind k. */
  readonly requiredKeys: number;
  /** The zero address lets everybody in. */
  readonly gate: string;
}
