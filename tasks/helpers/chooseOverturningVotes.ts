import { ZeroAddress } from "ethers";

import { readAttestation } from "../../sdk/attestation/readAttestation.ts";
import type { Vote } from "../../sdk/attestation/vote.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { readCommittee } from "../../sdk/committee/readCommittee.ts";
import { chooseVotes } from "./chooseVotes.ts";
import { readVotes } from "./readVotes.ts";

/** A disputed task, and where votes on it stand. */
export interface OverturningVotesParameters {
  readonly id: string;
  /** Path of their file. */
  readonly path: string | undefined;
  readonly print: (line: string) => void;
}

/**
 * The votes of a file by which a committee takes back what was found of a task; tells of those that are left out.
 *
 * @throws {InputError} when there is no such file, or a line is no vote.
 */
export async function chooseOverturningVotes(
  client: MusterClient,
  { id, path, print }: OverturningVotesParameters,
): Promise<readonly Vote[]> {
  const task = await readAttestation(client, { id });
  const { committee, wasApproved } = task;
  const { votes, refused } = chooseVotes({
    chainId: client.deployment.chainId,
    center: client.deployment.addresses.center,
    votes: readVotes(path),
    terms: { id, isApproved: !wasApproved, phase: VotePhase.Dispute, aggregator: ZeroAddress, committee },
    committee: await readCommittee(client, task),
  });
  for (const reason of refused) print(`Left out: ${reason}`);
  return votes;
}
