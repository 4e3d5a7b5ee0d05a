import { VotePhase } from "./votePhase.ts";

const WHOLE_BPS = 10_000n;

/** A seat of a committee, as far as quorums look at it. */
export interface QuorumSeat {
  readonly seat: number;
  /** In the smallest unit of the staking currency. */
  readonly power: bigint;
  /** Whether it can no longer sign; it still counts in the total. */
  readonly isVoided?: boolean;
}

/** What a definition asks of a quorum. */
export interface QuorumTerms {
  /** Least number of signers. */
  readonly minimumAttesters: number;
  /** Approval takes more than this share of the eligible power; 0 stands for two thirds. */
  readonly approveBps: number;
}

/** A committee, who of it is eligible, and who has voted for what. */
export interface QuorumProgressParameters {
  readonly seats: readonly QuorumSeat[];
  /** Bit s set: seat s is eligible. Of no account in the dispute phase. */
  readonly eligible: bigint;
  readonly quorum: QuorumTerms;
  readonly votes: readonly { readonly seat: number; readonly isApproved: boolean }[];
  /** The submission by default. */
  readonly phase?: VotePhase;
}

/** How far one side has come. */
export interface SideProgress {
  /** Bit s set: seat s voted so, and its vote counts. */
  readonly signers: bigint;
  /** Of the signers. */
  readonly power: bigint;
  /** The least power that suffices. */
  readonly neededPower: bigint;
  readonly count: number;
  /** The least number of signers that suffices. */
  readonly neededCount: number;
  /** Whether the chain would take it. */
  readonly isReached: boolean;
}

/** How far a vote has come. */
export interface QuorumProgress {
  /** What shares are taken of: eligible power, or the whole committee's in the dispute phase. Voided seats included. */
  readonly totalPower: bigint;
  readonly approve: SideProgress;
  readonly reject: SideProgress;
  /** Seats that may vote and have not, ascending. */
  readonly missing: readonly number[];
}

/**
 * How far the votes on a task have come, by the integer rules of `AttestationCenter`. Votes of seats that do not exist,
 * are voided or are not eligible do not count: a submission that carries one is refused whole.
 */
export function quorumProgress(parameters: QuorumProgressParameters): QuorumProgress {
  const { seats, eligible, quorum, votes, phase = VotePhase.Submission } = parameters;
  const isDispute = phase === VotePhase.Dispute;
  const counted = seats.filter(({ seat }) => isDispute || ((eligible >> BigInt(seat)) & 1n) === 1n);
  const voters = counted.filter(({ isVoided }) => isVoided !== true);
  const totalPower = sumOf(counted);
  const sides = [true, false].map((side) => {
    const chosen = new Set(votes.filter(({ isApproved }) => isApproved === side).map(({ seat }) => seat));
    return voters.filter(({ seat }) => chosen.has(seat));
  }) as [QuorumSeat[], QuorumSeat[]];

  const least = leastPowers(totalPower, quorum, isDispute);
  const neededCount = isDispute ? 0 : quorum.minimumAttesters;
  const [approve, reject] = sides.map((signers, index) => sideOf(signers, least[index] as bigint, neededCount));
  const hasVoted = new Set(votes.map(({ seat }) => seat));
  const missing = voters.map(({ seat }) => seat).filter((seat) => !hasVoted.has(seat));
  return {
    totalPower,
    approve: approve as SideProgress,
    reject: reject as SideProgress,
    missing: missing.toSorted((a, b) => a - b),
  };
}

/** The least powers above each side's share: never a floor, so a third of four takes two. */
function leastPowers(total: bigint, { approveBps }: QuorumTerms, isDispute: boolean): [bigint, bigint] {
  const twoThirds = (total * 2n) / 3n + 1n;
  // Against a rejection, which took a third, half is enough.
  if (isDispute) return [total / 2n + 1n, twoThirds];
  const approve = approveBps === 0 ? twoThirds : (total * BigInt(approveBps)) / WHOLE_BPS + 1n;
  return [approve, total / 3n + 1n];
}

function sideOf(signers: readonly QuorumSeat[], neededPower: bigint, neededCount: number): SideProgress {
  const [power, count] = [sumOf(signers), signers.length];
  return {
    signers: signers.reduce((set, { seat }) => set | (1n << BigInt(seat)), 0n),
    power,
    neededPower,
    count,
    neededCount,
    isReached: power >= neededPower && count > 0 && count >= neededCount,
  };
}

function sumOf(seats: readonly QuorumSeat[]): bigint {
  return seats.reduce((sum, { power }) => sum + power, 0n);
}
