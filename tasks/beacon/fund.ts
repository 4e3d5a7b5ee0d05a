import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { fundSubscription } from "../../sdk/beacon/fundSubscription.ts";
import { topUpSubscription } from "../../sdk/beacon/topUpSubscription.ts";
import { eventOf } from "../../sdk/client/eventOf.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly amount: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { amount: text }) => {
  if (text !== undefined) {
    const amount = parseAmount(text);
    return report(`Added ${formatAmount(amount)} to the subscription`, await topUpSubscription(client, { amount }));
  }
  const receipt = await fundSubscription(client);
  const { amount } = eventOf<{ amount: bigint }>(receipt, client.beacon.interface, "SubscriptionFunded");
  report(`Moved ${formatAmount(amount)} of fees to the subscription`, receipt);
});
