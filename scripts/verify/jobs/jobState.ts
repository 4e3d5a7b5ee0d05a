import type { JobStatus } from "../../../sdk/jobs/jobStatus.ts";
import type { JobTerms } from "../../../sdk/jobs/jobTerms.ts";

/** A slot as the events leave it. */
export interface SlotState {
  readonly processor: number;
  /** Price of an execution. */
  readonly fee: bigint;
  isAcknowledged: boolean;
  /** The first execution that may still be reported. */
  next: bigint;
  successes: bigint;
  failures: bigint;
  /** Refused by a consumer's contract, or without a majority. */
  undecided: bigint;
  collected: bigint;
}

/** A job as the events leave it. */
export interface JobState {
  readonly id: string;
  readonly terms: JobTerms;
  /** Somebody who is not vetted judges the outputs: then silence is not punished. */
  readonly isBlameless: boolean;
  status: JobStatus;
  /** How often it was matched. */
  round: number;
  matcher: string;
  slots: SlotState[];
  /** Of a Majority job: who told of which output, by execution. */
  readonly votes: Map<string, Map<number, string>>;
  /** What of its budget is still held. */
  left: bigint;
}
