import { Contract, ZeroAddress } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import { compare, type Finding } from "./finding.ts";
import type { Movement, Movements } from "./movements.ts";
import { readEntryFee } from "./readEntryFee.ts";
import { readValue } from "./readValue.ts";
import { expectedPayees } from "./verifyPayments.ts";

/** Amounts by account, per currency. */
type Ledger = Map<string, bigint>;

const keyOf = (currency: string, account: string): string => `${currency}:${account}`;

/**
 * Recomputes what each account must own, and what each market must hold, and compares with what the Escrow stores.
 *
 * @param others What moved for other reasons than dispatched tasks.
 */
export async function verifyLedger(
  client: MusterClient,
  tasks: readonly TaskTimeline[],
  others: readonly Movements[] = [],
): Promise<Finding[]> {
  const { escrow, deployment } = client;
  const credit: Ledger = new Map();
  const held: Ledger = new Map();
  const add = (ledger: Ledger, key: string, amount: bigint): void => {
    ledger.set(key, (ledger.get(key) ?? 0n) + amount);
  };
  for (const { args } of await escrow.queryFilter(escrow.filters.Deposited(), deployment.fromBlock)) {
    add(credit, keyOf(args.currency, args.account), args.amount);
  }
  for (const { args } of await escrow.queryFilter(escrow.filters.Withdrawn(), deployment.fromBlock)) {
    add(credit, keyOf(args.currency, args.account), -args.amount);
  }
  for (const task of tasks) {
    const movements = await movementsOf(client, task);
    for (const { currency, account, amount } of movements.credits) add(credit, keyOf(currency, account), amount);
    for (const { market, currency, amount } of movements.holds) add(held, keyOf(currency, market), amount);
  }
  for (const { credits, holds } of others) {
    for (const { currency, account, amount } of credits) add(credit, keyOf(currency, account), amount);
    for (const { currency, market, amount } of holds) add(held, keyOf(currency, market), amount);
  }
  return [...(await compareCredits(client, credit)), ...(await compareHoldings(client, credit, held))];
}

/** What one task moved, by the rules: out of its actor's credit, to runners, executors and back. */
async function movementsOf(client: MusterClient, task: TaskTimeline): Promise<Movements> {
  const market = client.deployment.addresses.dispatcher;
  const { terms, numRunners } = task.request;
  const fee = await readEntryFee(client, task.submissionBlock);
  const shares = BigInt(numRunners) * terms.paymentPerRunner;
  const isNative = terms.currency === ZeroAddress;
  const attached = await valueAttached(client, task);
  const nativePrice = terms.callback.budget + fee + (isNative ? shares : 0n);
  const receivers = await receiversOf(client, task);

  const credits: Movement[] = [
    { currency: ZeroAddress, account: task.actor, amount: attached ? 0n : -nativePrice },
    { currency: ZeroAddress, account: client.deployment.addresses.beacon, amount: fee },
    ...(isNative ? [] : [{ currency: terms.currency, account: task.actor, amount: -shares }]),
    ...receivers.map((account) => ({ currency: terms.currency, account, amount: terms.paymentPerRunner })),
    ...task.callback.attempts.map(({ executor, paid }) => ({
      currency: ZeroAddress,
      account: executor,
      amount: paid,
    })),
    ...task.refunds.map(({ actor, currency, amount }) => ({ currency, account: actor, amount })),
  ];
  const bumps = task.callback.bumps.reduce((sum, { amount }) => sum + amount, 0n);
  const locked = [
    { market, currency: ZeroAddress, amount: nativePrice - fee + bumps },
    ...(isNative ? [] : [{ market, currency: terms.currency, amount: shares }]),
  ];
  const paidOut = credits
    .filter(({ amount, account }) => amount > 0n && account !== client.deployment.addresses.beacon)
    .map(({ currency, amount }) => ({ market, currency, amount: -amount }));
  return { credits, holds: [...locked, ...paidOut] };
}

/** Whether the submission brought its own coin: then the actor's credit was left alone. */
async function valueAttached(client: MusterClient, task: TaskTimeline): Promise<boolean> {
  const { dispatcher } = client;
  const [log] = await dispatcher.queryFilter(
    dispatcher.filters.TaskSubmitted(task.id),
    task.submissionBlock,
    task.submissionBlock,
  );
  return log !== undefined && (await readValue(client, log.transactionHash)) > 0n;
}

/** Where the shares had to go: the rewards receivers of the operators, as they stood when the task was finalized. */
async function receiversOf({ registry, deployment }: MusterClient, task: TaskTimeline): Promise<string[]> {
  const payees = expectedPayees(task);
  return Promise.all(
    payees.map(async (runner) => {
      const operator = task.submissions.find((submission) => submission.runner === runner)?.operator ?? 0;
      const [registered] = await registry.queryFilter(
        registry.filters.OperatorRegistered(operator),
        deployment.fromBlock,
      );
      const changes = await registry.queryFilter(
        registry.filters.RewardsReceiverSet(operator),
        deployment.fromBlock,
        task.finalizedAt,
      );
      return changes.at(-1)?.args.newReceiver ?? registered?.args.rewardsReceiver ?? ZeroAddress;
    }),
  );
}

async function compareCredits({ escrow }: MusterClient, credit: Ledger): Promise<Finding[]> {
  const findings = await Promise.all(
    [...credit].map(async ([key, amount]) => {
      const [currency = "", account = ""] = key.split(":");
      return compare(`credit of ${account} in ${currency}`, amount, await escrow.creditOf(account, currency));
    }),
  );
  return findings.flat();
}

async function compareHoldings(client: MusterClient, credit: Ledger, held: Ledger): Promise<Finding[]> {
  const { escrow, deployment } = client;
  const markets = Object.entries(deployment.addresses);
  const findings = await Promise.all(
    [...held].map(async ([key, amount]) => {
      const [currency = "", market = ""] = key.split(":");
      const [name = market] = markets.find(([, address]) => address === market) ?? [];
      return compare(`held by the ${name} in ${currency}`, amount, await escrow.heldBy(market, currency));
    }),
  );
  const currencies = new Set([...held.keys(), ...credit.keys()].map((key) => key.split(":")[0] as string));
  const coins = await Promise.all(
    [...currencies].map(async (currency) => {
      const owed = sumIn(credit, currency) + sumIn(held, currency);
      return compare(`coins of the Escrow in ${currency}`, owed, await balanceOf(client, currency));
    }),
  );
  return [...findings.flat(), ...coins.flat()];
}

function sumIn(ledger: Ledger, currency: string): bigint {
  return [...ledger].reduce((sum, [key, value]) => (key.startsWith(`${currency}:`) ? sum + value : sum), 0n);
}

async function balanceOf({ provider, deployment }: MusterClient, currency: string): Promise<bigint> {
  const { escrow } = deployment.addresses;
  if (currency === ZeroAddress) return provider.getBalance(escrow);
  const token = new Contract(currency, ["function balanceOf(address) view returns (uint256)"], provider);
  return token.getFunction("balanceOf")(escrow) as Promise<bigint>;
}
