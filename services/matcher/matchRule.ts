/** What can keep a processor from a job; each called like the error that the market would revert with. */
export const MATCH_RULES = [
  "JobNotMember",
  "JobNotAttested",
  "JobNoAdvertisement",
  "JobConsumerNotAllowed",
  "JobProcessorNotAllowed",
  "JobReputationTooLow",
  "JobCurrencyMismatch",
  "JobModuleMissing",
  "JobMemoryExceeded",
  "JobNetworkQuotaExceeded",
  "JobWindowExceeded",
  "JobRewardTooLow",
  "JobScheduleOverlap",
  "JobProcessorBusy",
  "JobStorageExceeded",
] as const;

/** One of them. */
export type MatchRule = (typeof MATCH_RULES)[number];
