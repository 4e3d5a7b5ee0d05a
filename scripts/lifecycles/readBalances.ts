import { ZeroAddress } from "ethers";

import { readSubscription } from "../../sdk/beacon/readSubscription.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { VRFCoordinatorV2_5__factory } from "../../typechain-types/index.ts";
import type { Account, BalanceSheet, Holding } from "./balanceSheet.ts";

/** Reads what the accounts of a run have, in the newest block. */
export async function readBalances(client: MusterClient, accounts: readonly Account[]): Promise<BalanceSheet> {
  const { escrow, provider, deployment } = client;
  const { dispatcher, center, sealBounties, inference, jobs } = deployment.addresses;
  const [block, holdings, held, paidIn] = await Promise.all([
    provider.getBlockNumber(),
    Promise.all(accounts.map((account) => readHolding(client, account))),
    Promise.all(
      [dispatcher, center, sealBounties, inference, jobs].map((market) => escrow.heldBy(market, ZeroAddress)),
    ),
    readPaidIn(client),
  ]);
  return { block, holdings, held: held.reduce((sum, amount) => sum + amount, 0n), paidIn };
}

async function readHolding({ escrow, registry, provider }: MusterClient, account: Account): Promise<Holding> {
  const [wallet, credit, operator] = await Promise.all([
    provider.getBalance(account.address),
    escrow.creditOf(account.address, ZeroAddress),
    registry.operatorOf(account.address),
  ]);
  const stake = operator === 0n ? 0n : await registry.slashableOf(operator);
  return { ...account, wallet, credit, stake };
}

/** From the coordinator's events, as its balance is shared with the subscriptions of others. */
async function readPaidIn(client: MusterClient): Promise<bigint> {
  const { deployment, provider } = client;
  const coordinator = VRFCoordinatorV2_5__factory.connect(deployment.addresses.coordinator, provider);
  const { id } = await readSubscription(client);
  const filter = coordinator.filters.SubscriptionFundedWithNative(id);
  const fundings = await coordinator.queryFilter(filter, deployment.fromBlock);
  return fundings.reduce((sum, { args }) => sum + args.newNativeBalance - args.oldNativeBalance, 0n);
}
