import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import type { AttestationChain } from "../chain/attestationChain.ts";
import type { VoteJournal } from "./createVoteJournal.ts";

/** Forgets votes once nobody can ask for another. */
export interface VoteSettler {
  /** A task was found on-chain in a block. */
  submitted(id: string, taskDefinitionId: number, block: number): Promise<void>;
  work(): Promise<void>;
}

/** Creates what tells a journal which tasks are over for good. */
export function createVoteSettler(chain: AttestationChain, journal: VoteJournal, confirmations: number): VoteSettler {
  /** The block in which to look, by task. */
  const due = new Map<string, number>();

  async function submitted(id: string, taskDefinitionId: number, block: number): Promise<void> {
    const hasVoted = [VotePhase.Submission, VotePhase.Dispute].some((phase) => journal.sideOf(id, phase) !== undefined);
    if (!hasVoted || due.has(id)) return;
    const definition = await chain.definitionOf(taskDefinitionId);
    due.set(id, block + (definition?.disputePeriodBlocks ?? 0) + confirmations);
  }

  async function work(): Promise<void> {
    for (const [id, block] of due) {
      if (chain.head() < block) continue;
      const status = await chain.statusOf(id);
      if (status === "Finalized" || status === "Overturned") {
        due.delete(id);
        await journal.settle(id);
      } else if (status === "None") due.delete(id);
      else due.set(id, chain.head() + 1);
    }
  }

  return { submitted, work };
}
