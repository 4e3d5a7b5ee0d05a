import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { eventOf } from "../../sdk/client/eventOf.ts";
import { withdrawStake } from "../../sdk/registry/withdrawStake.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly to: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, account, report }, { to = account }) => {
  const { registry } = client;
  const receipt = await withdrawStake(client, { to });
  const { amount } = eventOf<{ amount: bigint }>(receipt, registry.interface, "StakeWithdrawn");
  report(`Paid ${formatAmount(amount, await registry.stakeCurrency())} to ${to}`, receipt);
});
