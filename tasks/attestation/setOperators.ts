import { setRestrictedOperators } from "../../sdk/attestation/setRestrictedOperators.ts";
import { parseIntegers } from "../helpers/parseIntegers.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly operators: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition: taskDefinitionId, operators }) => {
  const list = parseIntegers("operators", operators);
  const receipt = await setRestrictedOperators(client, { taskDefinitionId, operators: list });
  const who = list.length === 0 ? "everybody" : `operators ${list.join(", ")}`;
  report(`Definition ${taskDefinitionId} lets ${who} perform and attest`, receipt);
});
