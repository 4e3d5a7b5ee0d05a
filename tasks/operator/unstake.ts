import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTime } from "../../scripts/print/formatTime.ts";
import { eventOf } from "../../sdk/client/eventOf.ts";
import { unstake } from "../../sdk/registry/unstake.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly amount: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { amount: text }) => {
  const amount = parseAmount(text);
  const { registry } = client;
  const receipt = await unstake(client, { amount });
  const { releaseAt } = eventOf<{ releaseAt: number }>(receipt, registry.interface, "UnbondingStarted");
  const sum = formatAmount(amount, await registry.stakeCurrency());
  report(`${sum} unbonds until ${formatTime(releaseAt)}`, receipt);
});
