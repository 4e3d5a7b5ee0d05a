import { ZeroAddress } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import type { Movements } from "./movements.ts";
import { readValue } from "./readValue.ts";

/** What the funds for sealing moved within the Escrow. */
export async function sealingMovements(client: MusterClient): Promise<Movements> {
  const { sealBounties, deployment } = client;
  const market = deployment.addresses.sealBounties;
  const currency = ZeroAddress;
  const movements: Movements = { credits: [], holds: [] };
  const funded = await sealBounties.queryFilter(sealBounties.filters.SealingFunded(), deployment.fromBlock);
  for (const { args, transactionHash } of funded) {
    const isAttached = (await readValue(client, transactionHash)) > 0n;
    movements.holds.push({ market, currency, amount: args.amount });
    if (!isAttached) movements.credits.push({ currency, account: args.payer, amount: -args.amount });
  }
  for (const { args } of await sealBounties.queryFilter(sealBounties.filters.SealBountyPaid(), deployment.fromBlock)) {
    movements.credits.push({ currency, account: args.sealer, amount: args.amount });
    movements.holds.push({ market, currency, amount: -args.amount });
  }
  return movements;
}
