/** What a keeper does, in the order in which it looks. */
export const KEEPER_WORK = [
  "closeRound",
  "fundBeacon",
  "reenter",
  "advance",
  "expire",
  "executeCallback",
  "settle",
] as const;

/** One kind of a keeper's work. */
export type KeeperWork = (typeof KEEPER_WORK)[number];
