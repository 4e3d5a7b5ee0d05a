/** The statuses of a task, in the order of `AttestationStatus` on-chain. */
export const ATTESTATION_STATUSES = [
  "None",
  "Approved",
  "Rejected",
  "Challenged",
  "Overturned",
  "Upheld",
  "Finalized",
] as const;

/** The status of a task. */
export type AttestationStatus = (typeof ATTESTATION_STATUSES)[number];
