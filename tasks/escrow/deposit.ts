import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { deposit } from "../../sdk/escrow/deposit.ts";
import { depositWithPermit } from "../../sdk/escrow/depositWithPermit.ts";
import { InputError } from "../helpers/inputError.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly amount: string;
  readonly currency: string | undefined;
  readonly for: string | undefined;
  readonly permit: boolean;
}

export default suiteAction<Arguments>(async ({ client, account, report }, given) => {
  const { currency, for: credited = account, permit } = given;
  const amount = parseAmount(given.amount);
  const receipt = await (permit
    ? depositWithPermit(client, { amount, currency: requireToken(currency), account: credited })
    : deposit(client, { amount, currency, account: credited }));
  report(`Credited ${formatAmount(amount, currency)} to ${credited}`, receipt);
});

function requireToken(currency: string | undefined): string {
  if (currency === undefined) throw new InputError("--permit needs --currency: native coin is attached instead.");
  return currency;
}
