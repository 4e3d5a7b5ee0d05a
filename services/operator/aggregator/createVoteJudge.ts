import type { AttestationChain, CommitteeView } from "../chain/attestationChain.ts";
import { hasSeat } from "../tasks/hasSeat.ts";
import type { BlsThread } from "./blsThread.ts";

/** Verifications of one sender's votes under way at once; more are not heard. */
const MAX_PENDING = 32;
/** Bad signatures after which a sender's votes are not verified any more. */
const MAX_BAD = 16;
/** Milliseconds after which one bad signature is forgotten. */
const FORGIVEN_MS = 60_000;
const MAX_SENDERS = 4_096;

/** What is found of a vote. */
export type VoteVerdict =
  "valid" | "noSuchSeat" | "wrongSender" | "voided" | "ineligible" | "busySender" | "distrusted" | "badSignature";

/** A vote to judge. */
export interface JudgeVoteParameters {
  /** The voter's seat. */
  readonly seat: number;
  /** What it signs. */
  readonly digest: string;
  /** Hex, 96 bytes. */
  readonly signature: string;
  /** Who sent it. */
  readonly sender: string;
  readonly committee: CommitteeView;
  /** Seats whose votes may count. */
  readonly eligible: bigint;
}

/** Decides which votes count. */
export interface VoteJudge {
  judge(parameters: JudgeVoteParameters): Promise<VoteVerdict>;
}

/** What a judge goes by. */
export interface CreateVoteJudgeParameters {
  readonly chain: AttestationChain;
  readonly bls: BlsThread;
  /** Milliseconds on any clock. */
  readonly now: () => number;
}

/** Creates a judge: cheap questions first, and of each sender only so many signatures. */
export function createVoteJudge({ chain, bls, now }: CreateVoteJudgeParameters): VoteJudge {
  const pending = new Map<string, number>();
  const bad = new Map<string, { count: number; since: number }>();

  async function judge(parameters: JudgeVoteParameters): Promise<VoteVerdict> {
    const { seat, digest, signature, sender, committee, eligible } = parameters;
    const voter = committee.seats[seat];
    if (voter === undefined) return "noSuchSeat";
    if ((await chain.operatorOf(sender)) !== voter.operator) return "wrongSender";
    if (hasSeat(committee.voided, seat)) return "voided";
    if (!hasSeat(eligible, seat)) return "ineligible";
    if (badCountOf(sender) >= MAX_BAD) return "distrusted";
    const count = pending.get(sender) ?? 0;
    if (count >= MAX_PENDING) return "busySender";

    pending.set(sender, count + 1);
    try {
      if (await bls.verify({ publicKey: voter.key, digest, signature })) return "valid";
      blame(sender);
      return "badSignature";
    } finally {
      const left = (pending.get(sender) ?? 1) - 1;
      if (left === 0) pending.delete(sender);
      else pending.set(sender, left);
    }
  }

  function badCountOf(sender: string): number {
    const known = bad.get(sender);
    if (known === undefined) return 0;
    return Math.max(0, known.count - Math.floor((now() - known.since) / FORGIVEN_MS));
  }

  function blame(sender: string): void {
    const count = badCountOf(sender) + 1;
    bad.delete(sender);
    bad.set(sender, { count, since: now() });
    const [oldest] = bad.keys();
    if (bad.size > MAX_SENDERS && oldest !== undefined) bad.delete(oldest);
  }

  return { judge };
}
