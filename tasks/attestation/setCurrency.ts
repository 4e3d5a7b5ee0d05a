import { ZeroAddress } from "ethers";

import { setRewardCurrency } from "../../sdk/attestation/setRewardCurrency.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly token: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition: taskDefinitionId, token }) => {
  const receipt = await setRewardCurrency(client, { taskDefinitionId, currency: token ?? ZeroAddress });
  report(`Definition ${taskDefinitionId} pays in ${token ?? "native coin"}`, receipt);
});
