import type { JobRecord } from "../../sdk/jobs/jobRecord.ts";
import type { JobStatus } from "../../sdk/jobs/jobStatus.ts";

/** A slot of a job that is matched, as the chain has it. */
export interface MarketSlot {
  readonly processor: bigint;
  /** Milliseconds. */
  readonly startDelay: bigint;
  /** Wei of the job's currency for one execution. */
  readonly fee: bigint;
  /** The first execution that may still be reported. */
  readonly next: bigint;
  readonly successes: bigint;
}

/** A job that is not over, as the chain has it. */
export interface MarketJob extends JobRecord {
  /** As stored; time alone does not change it. */
  readonly status: JobStatus;
  readonly matcher: string;
  /** Seconds. */
  readonly matchedAt: bigint;
  /** How often it was matched. */
  readonly round: number;
  /** Bit k set: slot k acknowledged. */
  readonly acknowledged: bigint;
  /** Whether governance does not vouch for its verifier: silence then costs nothing. */
  readonly isBlameless: boolean;
  /** None before a match. */
  readonly slots: readonly MarketSlot[];
  /** Processors that declined it, or did not answer. */
  readonly unwilling: readonly bigint[];
}
