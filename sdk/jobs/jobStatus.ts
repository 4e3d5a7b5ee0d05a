/** The statuses of a job, in the order of `JobStatus` on-chain. */
export const JOB_STATUSES = ["None", "Open", "Matched", "Assigned", "Done", "Cancelled"] as const;

/** The status of a job. */
export type JobStatus = (typeof JOB_STATUSES)[number];
