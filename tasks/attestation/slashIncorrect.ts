import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { slashIncorrectAttestation } from "../../sdk/attestation/slashIncorrectAttestation.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly seat: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, seat }) => {
  const currency = await client.registry.stakeCurrency();
  const { amount, receipt } = await slashIncorrectAttestation(client, { id, seat });
  report(`Seat ${seat} loses ${formatAmount(amount, currency)}`, receipt);
});
