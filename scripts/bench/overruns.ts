/** A budget that is known not to be kept. */
export interface Overrun {
  /** Gas that is accepted instead, at any size. */
  readonly accepted: number;
  /** Where the gas goes, and why it stays. */
  readonly reason: string;
}

const SUBMISSION =
  "The event carries both signatures (2.6k), so that events alone rebuild and verify the task; of a committee of more " +
  "than 56 seats, what each signer is still owed takes a word of its own (22.1k), so that a claim needs no proof.";

/** The budgets that are not kept. A new overrun fails the check, and so does one that grows or has gone away. */
export const overruns: Readonly<Record<string, Overrun>> = {
  "registry.joinPool": {
    accepted: 87_500,
    reason: "Identity, standing and stake are three cold slots (6.3k); the standing could move beside the stake.",
  },
  "registry.leavePool": {
    accepted: 79_000,
    reason: "The seat's closed record goes to an archive slot of its own (22.1k), so that neither side needs a hint.",
  },
  "committee.seal.perSeat": {
    accepted: 60_500,
    reason:
      "The 208 bytes of a seat are 41.6k of code, its calldata 3.1k, and record, standing, stake and key four cold slots " +
      "(8.4k); the standing could move beside the stake, and a Merkle root in place of the keys would cost each absent " +
      "seat 7k at every quorum.",
  },
  "dispatch.executeCallback": {
    accepted: 145_500,
    reason:
      "Reputation (17k), the lane (5k), the rewards receiver (5k), carried terms (4k), six events (12k) and a second " +
      "release that lets the executor be paid what it spent (8k) are on top of what the budget was taken from.",
  },
  "attestation.submitTask@3": { accepted: 243_000, reason: SUBMISSION },
  "attestation.submitTask@100-33": { accepted: 304_000, reason: SUBMISSION },
  "attestation.submitTask@256-85": { accepted: 372_000, reason: SUBMISSION },
  "attestation.claim.perTask@32": {
    accepted: 12_600,
    reason: "An event for each task (1.8k), beside two cold slots and a write (7.1k).",
  },
};
