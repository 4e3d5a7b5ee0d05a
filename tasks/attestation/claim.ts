import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { claimRewards } from "../../sdk/attestation/claimRewards.ts";
import { readClaimableRewards } from "../../sdk/attestation/readClaimableRewards.ts";
import { ownOperator } from "../../sdk/registry/ownOperator.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly operator: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print, report }, { operator: given }) => {
  const operator = parseInteger("operator", given) ?? (await ownOperator(client));
  const { rewards, totals } = await readClaimableRewards(client, { operator });
  if (rewards.length === 0) return print(`Operator ${operator} can claim nothing now.`);
  const { receipts } = await claimRewards(client, { operator, claims: rewards });
  for (const receipt of receipts) report(`Operator ${operator} is paid for ${rewards.length} tasks`, receipt);
  for (const [currency, amount] of totals) print(`Credit grows by ${formatAmount(amount, currency)}.`);
});
