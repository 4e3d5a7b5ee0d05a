import type { JobTerms } from "../../sdk/jobs/jobTerms.ts";
import type { MatchClock } from "./matchClock.ts";

/** A job that wants processors, and when. */
export interface MatchRequest {
  readonly terms: JobTerms;
  /** The operators that it names; empty where access is Public. */
  readonly named: readonly bigint[];
  /** Operators that declined the job or did not answer: they come last, whatever they cost. */
  readonly unwilling?: readonly bigint[];
  readonly clock: MatchClock;
}
