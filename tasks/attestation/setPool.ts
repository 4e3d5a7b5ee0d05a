import { setDefinitionPool } from "../../sdk/attestation/setDefinitionPool.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly pool: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition: taskDefinitionId, pool }) => {
  const receipt = await setDefinitionPool(client, { taskDefinitionId, pool });
  report(`Definition ${taskDefinitionId} takes operators from pool ${pool}`, receipt);
});
