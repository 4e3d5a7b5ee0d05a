import type { JobSeries } from "../../sdk/jobs/jobSeries.ts";

/** What a processor offers, as it advertised last; milliseconds, and wei of the currency. */
export interface ProcessorOffer {
  readonly currency: string;
  /** It takes executions up to this time; 0 where `windowDelta` says it. */
  readonly windowEnd: bigint;
  /** The same, counted from the match. */
  readonly windowDelta: bigint;
  readonly feePerMillisecond: bigint;
  /** For each byte of the job's storage, and each execution. */
  readonly feePerByte: bigint;
  readonly baseFee: bigint;
  /** Bit k set: it has module k. */
  readonly modules: bigint;
  /** Whether it serves only the consumers that it names. */
  readonly isRestricted: boolean;
  /** Addresses. */
  readonly consumers: readonly string[];
  readonly maxMemory: bigint;
  readonly storageCapacity: bigint;
  /** Requests a second. */
  readonly networkQuota: bigint;
}

/** What a processor has taken on. */
export interface ProcessorCommitment extends JobSeries {
  readonly storageBytes: bigint;
}

/** All that a match asks of a processor, as the chain has it. */
export interface ProcessorState {
  readonly operator: bigint;
  /** Its account. */
  readonly controller: string;
  /** Whether it sits in the market's pool. */
  readonly isMember: boolean;
  /** Until when its device is certified, in seconds; 0 for never. */
  readonly deviceLiveUntil: bigint;
  /** Parts per million. */
  readonly reputation: bigint;
  /** Absent when it advertises nothing. */
  readonly offer?: ProcessorOffer | undefined;
  readonly commitments: readonly ProcessorCommitment[];
}
