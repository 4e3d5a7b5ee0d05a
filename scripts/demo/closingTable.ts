import { Contract, ZeroAddress } from "ethers";

import { ether, type Narrator } from "./narrate.ts";
import type { Stage } from "./stage.ts";

/** What every party owns at the end, and whether it adds up to what the contracts hold, to the unit. */
export async function tellClosing(stage: Stage, narrator: Narrator): Promise<boolean> {
  const { escrow, registry, provider, deployment } = stage.owner;
  const { addresses } = deployment;
  const { token } = stage;
  const currencies = [ZeroAddress, token];
  const deposits = await escrow.queryFilter(escrow.filters.Deposited(), deployment.fromBlock);
  const payments = await stage.owner.dispatcher.queryFilter(stage.owner.dispatcher.filters.RunnerPaid());
  const executions = [
    ...(await stage.owner.dispatcher.queryFilter(stage.owner.dispatcher.filters.CallbackExecuted())),
    ...(await stage.owner.dispatcher.queryFilter(stage.owner.dispatcher.filters.CallbackFailed())),
  ];
  const accounts = new Set([
    addresses.beacon,
    stage.ownerAddress,
    ...stage.runners.map(({ wallet }) => wallet.address),
    ...deposits.map(({ args }) => args.account),
    ...payments.map(({ args }) => args.receiver),
    ...executions.map(({ args }) => args.executor),
  ]);

  const rows: string[][] = [];
  const sums = [0n, 0n, 0n];
  const add = (label: string, amounts: bigint[]): void => {
    amounts.forEach((amount, column) => (sums[column] = (sums[column] ?? 0n) + amount));
    rows.push([label, ...amounts.map(ether)]);
  };
  for (const account of accounts) {
    const operator = stage.runners.find(({ wallet }) => wallet.address === account);
    const staked = operator ? await registry.slashableOf(operator.operator) : 0n;
    const credits = await Promise.all(currencies.map((currency) => escrow.creditOf(account, currency)));
    add(operator ? `${operator.name} (${operator.behaviour})` : stage.nameOf(account), [...credits, staked]);
  }
  const held = await Promise.all(currencies.map((currency) => escrow.heldBy(addresses.dispatcher, currency)));
  add("held by the Dispatcher", [...held, 0n]);

  const balanceOf = new Contract(token, ["function balanceOf(address) view returns (uint256)"], provider);
  const owned = [
    await provider.getBalance(addresses.escrow),
    (await balanceOf.getFunction("balanceOf")(addresses.escrow)) as bigint,
    await provider.getBalance(addresses.registry),
  ];
  rows.push(["sum", ...sums.map(ether)], ["owned by the contracts", ...owned.map(ether)]);
  narrator.table(["", "credit", "credit in EXT", "stake"], rows);
  return owned.every((amount, column) => amount === sums[column]) && held.every((amount) => amount === 0n);
}
