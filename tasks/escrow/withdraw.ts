import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { eventOf } from "../../sdk/client/eventOf.ts";
import { withdraw } from "../../sdk/escrow/withdraw.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly amount: string | undefined;
  readonly currency: string | undefined;
  readonly to: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, account, report }, { amount: text, currency, to = account }) => {
  const wanted = text === undefined ? undefined : parseAmount(text);
  const receipt = await withdraw(client, { amount: wanted, currency, to });
  const { amount } = eventOf<{ amount: bigint }>(receipt, client.escrow.interface, "Withdrawn");
  report(`Paid ${formatAmount(amount, currency)} to ${to}`, receipt);
});
