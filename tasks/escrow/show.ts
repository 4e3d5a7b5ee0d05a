import { ZeroAddress } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { readCredit } from "../../sdk/escrow/readCredit.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly currency: string | undefined;
  readonly of: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, account, print }, { currency, of: owner = account }) => {
  const { escrow, provider, deployment } = client;
  const { dispatcher } = deployment.addresses;

  const [credit, isApproved, held, wallet] = await Promise.all([
    readCredit(client, { account: owner, currency }),
    escrow.isMarketApproved(owner, dispatcher),
    escrow.heldBy(dispatcher, currency ?? ZeroAddress),
    provider.getBalance(owner),
  ]);
  print(owner);
  print([
    ["  credit", formatAmount(credit, currency)],
    ["  wallet", formatAmount(wallet)],
    ["  Dispatcher", isApproved ? "may hold this credit" : "may not hold this credit; see escrow:approve"],
    ["  it holds", `${formatAmount(held, currency)} for all of its tasks`],
  ]);
});
