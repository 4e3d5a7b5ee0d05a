import { acceptTerms } from "../../sdk/attestation/acceptTerms.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly hash: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, account, report }, { definition, hash }) => {
  const choice = hash === undefined ? {} : { termsHash: hash };
  const receipt = await acceptTerms(client, { taskDefinitionId: definition, ...choice });
  report(`${account} accepts the slashing terms of definition ${definition}`, receipt);
});
