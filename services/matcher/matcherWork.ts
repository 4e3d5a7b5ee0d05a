/** What a matcher sends, in the order in which it looks. */
export const MATCHER_WORK = [
  "matchJob",
  "releaseUnacknowledged",
  "countMissed",
  "settleJob",
  "cancelJob",
  "collect",
] as const;

/** One kind of a matcher's work. */
export type MatcherWork = (typeof MATCHER_WORK)[number];
