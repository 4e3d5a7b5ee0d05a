import { approveMarket } from "../../sdk/escrow/approveMarket.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly market: string | undefined;
  readonly revoke: boolean;
}

export default suiteAction<Arguments>(async ({ client, account, report }, { market, revoke }) => {
  const receipt = await approveMarket(client, { market, approved: !revoke });
  const name = market ?? "The Dispatcher";
  report(`${name} may ${revoke ? "no longer " : ""}hold credit of ${account}`, receipt);
});
