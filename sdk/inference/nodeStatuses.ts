/** The statuses of a node, in the order of `NodeStatus` on-chain. */
export const nodeStatuses = [
  "None",
  "Available",
  "Busy",
  "PendingPause",
  "Paused",
  "PendingQuit",
  "Quit",
  "Slashed",
] as const;

/** The name of a node's status. */
export type NodeStatusName = (typeof nodeStatuses)[number];
