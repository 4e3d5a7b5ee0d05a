import { aggregateVotes } from "../../sdk/attestation/aggregateVotes.ts";
import { joinOverturn } from "../../sdk/attestation/joinOverturn.ts";
import { chooseOverturningVotes } from "../helpers/chooseOverturningVotes.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly votes: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print, report }, { id, votes: path }) => {
  const votes = await chooseOverturningVotes(client, { id, path, print });
  const receipt = await joinOverturn(client, { id, ...aggregateVotes(votes) });
  report(`${votes.length} votes joined those that overturned task ${id}`, receipt);
});
