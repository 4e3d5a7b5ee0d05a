import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { stake } from "../../sdk/registry/stake.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly amount: string;
  readonly operator: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { amount: text, operator: given }) => {
  const amount = parseAmount(text);
  const receipt = await stake(client, { amount, operator: parseInteger("operator", given) });
  report(`Staked ${formatAmount(amount, await client.registry.stakeCurrency())}`, receipt);
});
