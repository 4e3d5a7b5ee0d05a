import { retireTaskDefinition } from "../../sdk/attestation/retireTaskDefinition.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition }) => {
  const receipt = await retireTaskDefinition(client, { taskDefinitionId: definition });
  report(`Definition ${definition} is retired; its deposit is credit again`, receipt);
});
