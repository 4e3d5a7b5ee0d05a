import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { bumpCallback } from "../../sdk/dispatch/bumpCallback.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly amount: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, amount: text }) => {
  const amount = parseAmount(text);
  report(`Added ${formatAmount(amount)} to the callback's budget`, await bumpCallback(client, { id, amount }));
});
