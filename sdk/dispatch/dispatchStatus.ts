/** The statuses of a task, in the order of `DispatchStatus` on-chain. */
export const DISPATCH_STATUSES = ["None", "Pending", "Completed", "TimedOut", "Failed", "Finalized"] as const;

/** The status of a task. */
export type DispatchStatus = (typeof DISPATCH_STATUSES)[number];
