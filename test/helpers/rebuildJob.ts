import type { LogDescription } from "ethers";

import type { JobSuite, TestJob } from "./jobs.ts";

/** A slot of a job: the fields of `JobSlot`, and what was collected of its pay. */
interface RebuiltSlot {
  processor: bigint;
  startDelay: bigint;
  lane: bigint;
  fee: bigint;
  next: bigint;
  successes: bigint;
  failures: bigint;
  undecided: bigint;
  collected: bigint;
}

/** What the market stores of a job. */
export interface RebuiltJob {
  status: bigint;
  isBlameless: boolean;
  isCollected: boolean;
  acknowledged: bigint;
  round: bigint;
  matchedAt: bigint;
  matcher: string | null;
  slots: RebuiltSlot[];
}

/** What is known of the votes on an execution. */
interface Votes {
  readonly hashes: Map<bigint, string>;
  winner?: string;
}

type Teller = (args: LogDescription["args"], story: Story, time: bigint) => void;
interface Story {
  readonly job: RebuiltJob;
  readonly votes: Map<bigint, Votes>;
  isMajority: boolean;
}

const MATCHED = 2n;
const ASSIGNED = 3n;

const newSlot = (): RebuiltSlot => ({
  processor: 0n,
  startDelay: 0n,
  lane: 0n,
  fee: 0n,
  next: 0n,
  successes: 0n,
  failures: 0n,
  undecided: 0n,
  collected: 0n,
});

const slotOf = ({ job }: Story, slot: bigint): RebuiltSlot => job.slots[Number(slot)]!;

/** Counts an execution, and says that the next one follows. */
const counts =
  (field: "successes" | "failures" | "undecided"): Teller =>
  ({ slot, execution }, story) => {
    const told = slotOf(story, slot as bigint);
    told[field] += 1n;
    told.next = (execution as bigint) + 1n;
  };

/** Moves slots from the undecided to the successes. */
function win(story: Story, slots: Iterable<bigint>): void {
  for (const slot of slots) {
    slotOf(story, slot).undecided -= 1n;
    slotOf(story, slot).successes += 1n;
  }
}

/** What each event says of its job. */
const tellers: Record<string, Teller> = {
  JobRegistered: ({ terms }, story) => {
    story.isMajority = terms.isMajority as boolean;
    story.job.slots = Array.from({ length: Number(terms.slots) }, newSlot);
  },
  JobMoved: ({ to }, { job }, time) => {
    job.status = to as bigint;
    if (to !== MATCHED) return;
    job.round += 1n;
    [job.matchedAt, job.acknowledged] = [time, 0n];
  },
  SlotMatched: ({ processor, slot, startDelay, lane, fee, matcher }, { job }) => {
    job.matcher = matcher as string;
    const collected = job.slots[Number(slot)]!.collected;
    job.slots[Number(slot)] = { ...newSlot(), processor, startDelay, lane, fee, collected };
  },
  SlotAcknowledged: ({ slot }, { job }) => {
    job.acknowledged |= 1n << (slot as bigint);
  },
  ExecutionFailed: counts("failures"),
  ExecutionRefused: counts("undecided"),
  ExecutionsMissed: ({ slot, until }, story) => {
    slotOf(story, slot as bigint).next = until as bigint;
  },
  ExecutionSucceeded: (args, story, time) => {
    if (!story.isMajority) return counts("successes")(args, story, time);
    counts("undecided")(args, story, time);
    const votes = story.votes.get(args.execution as bigint) ?? { hashes: new Map<bigint, string>() };
    votes.hashes.set(args.slot as bigint, args.outputHash as string);
    story.votes.set(args.execution as bigint, votes);
    if (votes.winner === args.outputHash) win(story, [args.slot as bigint]);
  },
  MajorityFound: ({ execution, outputHash }, story) => {
    const votes = story.votes.get(execution as bigint)!;
    votes.winner = outputHash as string;
    win(
      story,
      [...votes.hashes].filter(([, hash]) => hash === outputHash).map(([slot]) => slot),
    );
  },
  SlotPaid: ({ slot, amount }, story) => {
    // The last pay is not collected: the job ends with it.
    if (story.job.status !== ASSIGNED) return;
    story.job.isCollected = true;
    slotOf(story, slot as bigint).collected += amount as bigint;
  },
};

/** What the market stores of a job, as its events tell it. */
export async function rebuildJob({ market, connection }: JobSuite, { id }: TestJob): Promise<RebuiltJob> {
  const { provider } = connection.ethers;
  const logs = await provider.getLogs({ address: await market.getAddress(), topics: [null, id], fromBlock: 0 });
  const nothing = { status: 0n, acknowledged: 0n, round: 0n, matchedAt: 0n, matcher: null, slots: [] };
  const job: RebuiltJob = { ...nothing, isBlameless: false, isCollected: false };
  const story: Story = { job, votes: new Map(), isMajority: false };
  for (const log of logs) {
    const { name, args } = market.interface.parseLog(log)!;
    const { timestamp } = (await provider.getBlock(log.blockNumber))!;
    tellers[name]?.(args, story, BigInt(timestamp));
  }
  job.isBlameless = await isBlameless({ market }, id);
  return job;
}

/** Whether somebody who was not vetted at the registration judges the outputs. */
async function isBlameless({ market }: Pick<JobSuite, "market">, id: string): Promise<boolean> {
  const [registered] = await market.queryFilter(market.filters.JobRegistered(id));
  const { verifier } = registered!.args.terms;
  if (BigInt(verifier) === 0n) return false;
  const vettings = await market.queryFilter(market.filters.JobVerifierVetted(verifier), 0, registered!.blockNumber);
  return !(vettings.at(-1)?.args.isVetted ?? false);
}
