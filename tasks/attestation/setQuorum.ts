import { setQuorum } from "../../sdk/attestation/setQuorum.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly attesters: number;
  readonly approveBps: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition, attesters, approveBps }) => {
  const terms = { minimumAttesters: attesters, approveBps };
  const receipt = await setQuorum(client, { taskDefinitionId: definition, ...terms });
  report(`The quorum of definition ${definition} is raised`, receipt);
});
