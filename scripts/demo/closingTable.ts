import { Contract, ZeroAddress } from "ethers";

import type { Ground } from "./ground.ts";
import { ether, type Narrator } from "./narrate.ts";

/** What every party owns at the end, and whether it adds up to what the contracts hold, to the unit. */
export async function tellClosing(ground: Ground, narrator: Narrator, tokens: readonly string[]): Promise<boolean> {
  const { escrow, registry, provider, deployment } = ground.owner;
  const { addresses } = deployment;
  const currencies = [ZeroAddress, ...tokens];
  const rows: string[][] = [];
  const sums = [...currencies, "stake"].map(() => 0n);
  const add = (label: string, amounts: bigint[]): void => {
    if (amounts.every((amount) => amount === 0n)) return;
    amounts.forEach((amount, column) => (sums[column] = (sums[column] ?? 0n) + amount));
    rows.push([label, ...amounts.map(ether)]);
  };

  for (const account of await accountsOf(ground)) {
    const operator = await registry.operatorOf(account);
    const staked = operator === 0n ? 0n : await registry.slashableOf(operator);
    const credits = await Promise.all(currencies.map((currency) => escrow.creditOf(account, currency)));
    add(ground.nameOf(account), [...credits, staked]);
  }
  for (const market of ["dispatcher", "center", "sealBounties", "inference", "jobs"] as const) {
    const held = await Promise.all(currencies.map((currency) => escrow.heldBy(addresses[market], currency)));
    add(`held by ${market}`, [...held, 0n]);
  }

  const owned = await Promise.all([
    provider.getBalance(addresses.escrow),
    ...tokens.map((token) => balanceOf(ground, token)),
    provider.getBalance(addresses.registry),
  ]);
  rows.push(["sum", ...sums.map(ether)], ["owned by the contracts", ...owned.map(ether)]);
  narrator.table(["", "credit", ...tokens.map(() => "credit in EXT"), "stake"], rows);
  return owned.every((amount, column) => amount === sums[column]);
}

/** Everybody with a name, and everybody whom credit was bought for or paid to. */
async function accountsOf(ground: Ground): Promise<Set<string>> {
  const { escrow, dispatcher, deployment } = ground.owner;
  const from = deployment.fromBlock;
  const deposits = await escrow.queryFilter(escrow.filters.Deposited(), from);
  const payments = await dispatcher.queryFilter(dispatcher.filters.RunnerPaid(), from);
  return new Set([
    ...ground.accounts(),
    ...deposits.map(({ args }) => args.account),
    ...payments.map(({ args }) => args.receiver),
  ]);
}

async function balanceOf({ owner }: Ground, token: string): Promise<bigint> {
  const contract = new Contract(token, ["function balanceOf(address) view returns (uint256)"], owner.provider);
  return (await contract.getFunction("balanceOf")(owner.deployment.addresses.escrow)) as bigint;
}
