import { ZeroAddress } from "ethers";

/** What a processor offers, field by field as `Advertisement` on-chain; of the two windows one is 0. */
export interface Advertisement {
  /** The zero address is the native coin. */
  readonly currency: string;
  /** It takes executions up to this time, in milliseconds. */
  readonly windowEnd: bigint;
  /** The same, counted from the match. */
  readonly windowDelta: bigint;
  readonly feePerMillisecond: bigint;
  /** For a byte of storage, each execution. */
  readonly feePerByte: bigint;
  /** For each execution. */
  readonly baseFee: bigint;
  /** Bit k set: it has module k. */
  readonly modules: bigint;
  /** Whether it serves only the consumers that it names. */
  readonly isRestricted: boolean;
  /** Bytes. */
  readonly maxMemory: bigint;
  /** Bytes, of all of its jobs together. */
  readonly storageCapacity: bigint;
  /** Requests a second. */
  readonly networkQuota: bigint;
}

/** Thirty days, for nothing, to everybody, with nothing in particular. */
export const DEFAULT_ADVERTISEMENT: Advertisement = {
  currency: ZeroAddress,
  windowEnd: 0n,
  windowDelta: 2_592_000_000n,
  feePerMillisecond: 0n,
  feePerByte: 0n,
  baseFee: 0n,
  modules: 0n,
  isRestricted: false,
  maxMemory: 0n,
  storageCapacity: 0n,
  networkQuota: 0n,
};
