import type { JobTerms } from "./jobTerms.ts";

/** What is told with a job. */
export interface JobDetails {
  /** Where the script lies. */
  readonly scriptUri: string;
  /** What the script is run with, in hex. */
  readonly parameters: string;
  /** Where a web endpoint answers, else empty. */
  readonly endpoint: string;
  /** The operators that are named; empty where access is Public. */
  readonly processors: readonly bigint[];
}

/** A job as it was registered. */
export interface JobRecord {
  readonly id: string;
  readonly terms: JobTerms;
  readonly details: JobDetails;
  /** Block of its registration. */
  readonly block: number;
}
