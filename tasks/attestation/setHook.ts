import { setHook } from "../../sdk/attestation/setHook.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

const DEFAULT_GAS = 300_000;

interface Arguments {
  readonly definition: number;
  readonly hook: string | undefined;
  readonly gas: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition: taskDefinitionId, hook, gas }) => {
  const gasLimit = parseInteger("gas", gas) ?? DEFAULT_GAS;
  const choice = hook === undefined ? {} : { hook, gasLimit };
  const receipt = await setHook(client, { taskDefinitionId, ...choice });
  report(`Definition ${taskDefinitionId} has ${hook === undefined ? "no hook" : `the hook ${hook}`}`, receipt);
});
