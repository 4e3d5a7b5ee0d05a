import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { slashPerformer } from "../../sdk/attestation/slashPerformer.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, print, report }, { id }) => {
  const currency = await client.registry.stakeCurrency();
  const { amount, forfeited, receipt } = await slashPerformer(client, { id });
  report(`The performer loses ${formatAmount(amount, currency)}`, receipt);
  if (forfeited !== 0n) print(`Of it, attesters and aggregator share ${formatAmount(forfeited, currency)}.`);
});
