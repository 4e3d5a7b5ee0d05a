import { setMinimumVotingPower } from "../../sdk/attestation/setMinimumVotingPower.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly amount: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition: taskDefinitionId, amount }) => {
  const minimumVotingPower = parseAmount(amount);
  const receipt = await setMinimumVotingPower(client, { taskDefinitionId, minimumVotingPower });
  report(`Definition ${taskDefinitionId} asks for a voting power of ${amount}`, receipt);
});
