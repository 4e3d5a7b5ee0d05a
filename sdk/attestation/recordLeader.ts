import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { AggregatedVotes } from "./aggregateVotes.ts";
import type { LeaderTerm } from "./termDigestOf.ts";

/** Who leads which term, and who signed it. */
export interface RecordLeaderParameters extends LeaderTerm, AggregatedVotes, WriteOptions {}

/**
 * Records the leader of this term or the next, that the nodes agreed on. Anyone may.
 *
 * @throws {MusterError} `ELECTION_WRONG_TERM`, `ELECTION_NO_QUORUM`, `COMMITTEE_BAD_SIGNATURE`.
 */
export async function recordLeader(
  { consensusElection }: MusterClient,
  { taskDefinitionId, term, committee, seat, signers, signature, overrides = {} }: RecordLeaderParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    consensusElection.recordLeader(taskDefinitionId, term, committee, seat, signers, signature, overrides),
  );
}
