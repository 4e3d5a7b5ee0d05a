import { ZeroAddress } from "ethers";

import { aggregateVotes } from "../../sdk/attestation/aggregateVotes.ts";
import { joinOverturn } from "../../sdk/attestation/joinOverturn.ts";
import { readAttestation } from "../../sdk/attestation/readAttestation.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";
import { readCommittee } from "../../sdk/committee/readCommittee.ts";
import { chooseVotes } from "../helpers/chooseVotes.ts";
import { readVotes } from "../helpers/readVotes.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly votes: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print, report }, { id, votes: path }) => {
  const place = { chainId: client.deployment.chainId, center: client.deployment.addresses.center };
  const task = await readAttestation(client, { id });
  const { committee, wasApproved } = task;
  const terms = { id, isApproved: !wasApproved, phase: VotePhase.Dispute, aggregator: ZeroAddress, committee };
  const { votes, refused } = chooseVotes({
    ...place,
    votes: readVotes(path),
    terms,
    committee: await readCommittee(client, task),
  });
  for (const reason of refused) print(`Left out: ${reason}`);
  const receipt = await joinOverturn(client, { id, ...aggregateVotes(votes) });
  report(`${votes.length} votes joined those that overturned task ${id}`, receipt);
});
