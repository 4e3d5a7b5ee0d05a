import { aggregateVotes } from "../../sdk/attestation/aggregateVotes.ts";
import { resolveChallenge } from "../../sdk/attestation/resolveChallenge.ts";
import { chooseOverturningVotes } from "../helpers/chooseOverturningVotes.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly votes: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print, report }, { id, votes: path }) => {
  const votes = await chooseOverturningVotes(client, { id, path, print });
  const receipt = await resolveChallenge(client, { id, ...aggregateVotes(votes) });
  report(`Task ${id} is overturned by ${votes.length} votes`, receipt);
});
