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

const QUEUE =
  "The budget is for the bare queue. The transaction also reads the task, its round and the beacon, passes the turn or " +
  "joins a round, and tells of both (the queue's own part is about 27k to push and 25k to pop: its head, a level, an item of " +
  "two words and its neighbour).";

const GROUP =
  "Three orders with scores and openings are 39k of calldata, the sampling proof 32k, fourteen events 24k, and two nodes go " +
  "back to their lists at once (32k each, with the stake that weighs them). The agreed group is two new words (44k).";

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
  "dispatch.skipTask/10": {
    accepted: 77_500,
    reason:
      "Ten seats are drawn within a domain of sixteen, so three draws of eight walk on, at 1.3k a step: with few seeds the " +
      "median is now one of these, now one of the others.",
  },
  "dispatch.executeCallback": {
    accepted: 145_500,
    reason:
      "Reputation (17k), the lane (5k), the rewards receiver (5k), carried terms (4k), six events (12k) and a second " +
      "release that lets the executor be paid what it spent (8k) are on top of what the budget was taken from.",
  },
  "attestation.submitTask@100-33": { accepted: 304_000, reason: SUBMISSION },
  "attestation.submitTask@256-85": { accepted: 372_000, reason: SUBMISSION },
  "inference.createTask": {
    accepted: 178_000,
    reason:
      "A task is three new words (66.3k), as in the budget; beside that stand what the budget was taken without: the " +
      "application's keys and nonce (10k), the beacon's round and the book of its entries (14k), the beacon's fee (7k), and " +
      "an event with the whole order (8.3k), by which the task can be rebuilt. A creator's number in place of its address, " +
      "and the magnitude in place of the fee, would save a word.",
  },
  "inference.validateTaskGroup@1": { accepted: 390_000, reason: GROUP },
  "inference.validateTaskGroup@9": { accepted: 475_000, reason: GROUP },
  "inference.reportResultUploaded": {
    accepted: 420_000,
    reason:
      "The proof has eight public inputs, taken directly (238k), the calldata is 18k; payment, reputation and the node's way " +
      "back to its list, with the stake that weighs it, are 73k.",
  },
  "inference.queuePush": { accepted: 93_000, reason: QUEUE },
  "inference.queuePop": { accepted: 89_000, reason: QUEUE },
  "jobs.report": {
    accepted: 80_500,
    reason:
      "What nobody can leave out is 63k: 29 words of terms, of which the id is made (8k of calldata), three cold contracts " +
      "(7.8k), six cold slots (12.6k), the slot, the mean and the reputation written, and two events.",
  },
};
