import type { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import type { VoteTerms } from "../../../sdk/attestation/voteDigestOf.ts";
import { createJournal } from "../createJournal.ts";
import { VoteContradictsError } from "./voteContradictsError.ts";

/** A vote that was promised, to whom, and when: Unix time in milliseconds. */
export interface PromisedVote extends VoteTerms {
  readonly at: number;
}

type VoteJournalEntry =
  | ({ readonly type: "vote" } & Omit<PromisedVote, "committee"> & { readonly committee: string })
  | { readonly type: "settled"; readonly id: string };

/** What an attester has promised: for one task and phase always the same side. */
export interface VoteJournal {
  /** The side that was taken, if any. */
  sideOf(id: string, phase: VotePhase): boolean | undefined;
  /** Oldest first. */
  votesOn(id: string, phase: VotePhase): readonly PromisedVote[];
  /**
   * Resolves when the vote is on the disk; only then may anybody hear of it.
   *
   * @throws {VoteContradictsError} when the other side was taken.
   * @throws {JournalBrokenError}
   */
  promise(vote: PromisedVote): Promise<void>;
  /** Nobody can ask for votes on the task any more; the file forgets them when it is opened next. */
  settle(id: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an attester's journal.
 *
 * @throws {JournalBrokenError}
 * @throws {VoteContradictsError} when it holds both sides of one task and phase.
 */
export function createVoteJournal(path: string): VoteJournal {
  const journal = createJournal<VoteJournalEntry>({ path, decode, keep: keepUnsettled });
  const votes = new Map<string, PromisedVote[]>();
  for (const entry of journal.entries) {
    if (entry.type === "vote") hold({ ...withoutType(entry), committee: BigInt(entry.committee) });
  }

  /** At once, so that nobody else takes the other side while this one is being written. */
  function hold(vote: PromisedVote): void {
    const key = keyOf(vote.id, vote.phase);
    const held = votes.get(key) ?? [];
    const [first] = held;
    if (first !== undefined && first.isApproved !== vote.isApproved) {
      throw new VoteContradictsError(vote.id, vote.phase, first.isApproved);
    }
    held.push(vote);
    votes.set(key, held);
  }

  async function promise(vote: PromisedVote): Promise<void> {
    hold(vote);
    const { id, isApproved, phase, aggregator, committee, at } = vote;
    await journal.append({ type: "vote", id, isApproved, phase, aggregator, committee: String(committee), at });
  }

  async function settle(id: string): Promise<void> {
    const isKnown = [0, 1].map((phase) => votes.delete(keyOf(id, phase as VotePhase))).includes(true);
    if (isKnown) await journal.append({ type: "settled", id });
  }

  return {
    sideOf: (id, phase) => votes.get(keyOf(id, phase))?.[0]?.isApproved,
    votesOn: (id, phase) => votes.get(keyOf(id, phase)) ?? [],
    promise,
    settle,
    close: journal.close,
  };
}

function keyOf(id: string, phase: VotePhase): string {
  return `${id}:${phase}`;
}

function withoutType<T extends { type: string }>({ type: _, ...rest }: T): Omit<T, "type"> {
  return rest;
}

function decode(line: unknown): VoteJournalEntry {
  const entry = line as VoteJournalEntry;
  const isVote = entry.type === "vote" && typeof entry.isApproved === "boolean";
  if ((!isVote && entry.type !== "settled") || typeof entry.id !== "string") throw new TypeError("No entry.");
  return entry;
}

function keepUnsettled(entries: readonly VoteJournalEntry[]): readonly VoteJournalEntry[] {
  const settled = new Set(entries.filter(({ type }) => type === "settled").map(({ id }) => id));
  return entries.filter(({ id }) => !settled.has(id));
}
