import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { AbiCoder, parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { fundSubscription } from "../../sdk/beacon/fundSubscription.ts";
import { readSubscription } from "../../sdk/beacon/readSubscription.ts";
import { topUpSubscription } from "../../sdk/beacon/topUpSubscription.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { sendWrite } from "../../sdk/client/sendWrite.ts";
import { encodeTaskDefinition } from "../../sdk/definitions/taskDefinition.ts";
import { buildTaskRequest } from "../../sdk/dispatch/buildTaskRequest.ts";
import { estimateTaskCost } from "../../sdk/dispatch/estimateTaskCost.ts";
import { executeCallback } from "../../sdk/dispatch/executeCallback.ts";
import { readDrawOrder } from "../../sdk/dispatch/readDrawOrder.ts";
import { readTask } from "../../sdk/dispatch/readTask.ts";
import { readTaskEvents } from "../../sdk/dispatch/readTaskEvents.ts";
import { suggestCallbackBudget } from "../../sdk/dispatch/suggestCallbackBudget.ts";
import { taskIdOf } from "../../sdk/dispatch/taskIdOf.ts";
import { ON_RESULTS_SELECTOR, PayoutPolicy } from "../../sdk/dispatch/taskTerms.ts";
import { deposit } from "../../sdk/escrow/deposit.ts";
import { readCredit } from "../../sdk/escrow/readCredit.ts";
import { withdraw } from "../../sdk/escrow/withdraw.ts";
import { encodeResultSchema } from "../../sdk/schema/resultSchema.ts";
import { MajorityActor__factory } from "../../typechain-types/index.ts";
import { deployTo } from "../deploy/deployTo.ts";
import { formatAmount } from "../print/formatAmount.ts";
import { printStep } from "../print/printStep.ts";
import { answerRound } from "./answerRound.ts";
import { compareBalances } from "./compareBalances.ts";
import { MEAN_TEMPERATURE } from "./meanTemperature.ts";
import { preparePool } from "./preparePool.ts";
import { readBalances } from "./readBalances.ts";
import { runUntilComplete } from "./runUntilComplete.ts";
import { serveFile } from "./serveFile.ts";
import { sumFees } from "./sumFees.ts";

const PAYMENT = parseEther("0.002");
const SUBSCRIPTION_MINIMUM = parseEther("0.2");
const OPERATORS = 5;
const RUNNERS = 3;
const CALLBACK_GAS = 300_000;
const TYPES = ["int256", "uint256"];
const SCHEMA = encodeResultSchema({ kind: "StaticAbi", types: TYPES });
const WEATHER = join("node_modules", "vega-datasets", "data", "seattle-weather.csv");
const COLUMNS = ["temp_max", "temp_min"];

const KIND = "weather.mean-temperature";

const offences: string[] = [];

/**
 * `hardhat run scripts/lifecycles/dispatch.ts --network <name>`: one dispatched task from its creation to its payment.
 *
 * Three of the network's accounts, drawn at random among five operators, compute the mean temperature of a weather
 * file; an actor contract believes the majority and pays. Deploys the suite and seats the operators where that has not
 * been done. Ends with code 1 when a result, a payment or the closing balance is not what it must be.
 */
const connection = await network.create();
try {
  await main(connection);
} finally {
  await connection.close();
}
for (const offence of offences) console.error(`OFF: ${offence}`);
if (offences.length > 0) process.exitCode = 1;

async function main(connection: NetworkConnection): Promise<void> {
  const { findings, deployment } = await deployTo(connection);
  if (!deployment) throw new Error(`The suite cannot be deployed: ${findings?.join(" ")}`);
  const signers = await connection.ethers.getSigners();
  const owner = signers[0];
  if (!owner) throw new Error("The network has no account.");
  const workers = signers.length > 1 ? signers.slice(1, 1 + OPERATORS) : [owner];
  const executor = signers[1 + OPERATORS] ?? owner;
  const oracleAccount = signers[2 + OPERATORS] ?? owner;
  const as = (runner: HardhatEthersSigner): MusterClient => createMusterClient({ deployment, runner });
  const client = as(owner);
  const { addresses } = deployment;

  title(`Muster on ${connection.networkName} (chain ${deployment.chainId}), Dispatcher ${addresses.dispatcher}`);
  const accounts = unique([
    { name: "owner", address: owner.address },
    ...workers.map(({ address }, index) => ({ name: `operator's account ${index + 1}`, address })),
    { name: "executor", address: executor.address },
    { name: "VRF oracle", address: oracleAccount.address },
    { name: "beacon", address: addresses.beacon },
  ]);
  const before = await readBalances(client, accounts);

  title("Operators");
  const pool = await preparePool(client, workers.map(as));
  const numRunners = Math.min(RUNNERS, workers.length);

  title("Money");
  if ((await readSubscription(client)).nativeBalance < SUBSCRIPTION_MINIMUM) {
    printStep("the owner fills the subscription", await topUpSubscription(client, { amount: SUBSCRIPTION_MINIMUM }));
  }
  const actor = await new MajorityActor__factory(owner).deploy(addresses.dispatcher, addresses.escrow);
  printStep("the owner creates an actor that believes the majority", await actor.deploymentTransaction()?.wait());
  const actorAddress = await actor.getAddress();

  const file = await serveFile(WEATHER);
  try {
    const definition = encodeTaskDefinition({
      kind: KIND,
      program: { source: MEAN_TEMPERATURE },
      input: { columns: COLUMNS },
      data: file.content,
    });
    const { maxTip, budget } = await suggestCallbackBudget(client, {
      gasLimit: CALLBACK_GAS,
      numRunners,
      maxResultBytes: 64,
    });
    const request = buildTaskRequest({
      pool,
      numRunners,
      definition,
      terms: {
        actor: actorAddress,
        paymentPerRunner: PAYMENT,
        payoutPolicy: PayoutPolicy.MatchingConsumed,
        schema: SCHEMA,
        callback: { target: actorAddress, selector: ON_RESULTS_SELECTOR, gasLimit: CALLBACK_GAS, maxTip, budget },
      },
    });
    const cost = (await estimateTaskCost(client, { request })).native;
    printStep(
      `the owner buys ${formatAmount(cost)} of credit for it`,
      await deposit(client, { amount: cost, account: actorAddress }),
    );

    title("Task");
    const submitted = await sendWrite(() => actor.submit(request));
    const id = taskIdOf({
      chainId: deployment.chainId,
      dispatcher: addresses.dispatcher,
      terms: request.terms,
    });
    printStep(`the actor submits task ${id}`, submitted);
    const { round } = await readTask(client, { id });
    printStep("the round's fee moves to the subscription", await fundSubscription(client));
    await answerRound(client, { connection, oracleAccount, round });
    const order = await readDrawOrder(client, { timeline: await readTask(client, { id }), count: numRunners });
    for (const { position, seat, operator } of order)
      note(`position ${position} is seat ${seat}, operator ${operator}`);

    title("Work");
    await runUntilComplete(client, workers.map(as), { id, kind: KIND, origin: file.origin });
    await printWork(client, id);
    const executed = await executeCallback(as(executor), { id });
    printStep("the executor brings the results to the actor", executed);

    await check(client, id, await actor.answerOf(id), order, executor.address);

    title("Payment");
    for (const worker of workers.map(as)) await withdrawAll(worker, "a runner");
    await withdrawAll(as(executor), "the executor");
    const left = await readCredit(client, { account: actorAddress });
    if (left > 0n) {
      const receipt = await sendWrite(() => actor.withdraw(addresses.escrow, ZeroAddress, left));
      printStep(`the owner takes ${formatAmount(left)} out of the actor's credit`, receipt);
    }
  } finally {
    file.close();
  }

  const after = await readBalances(client, [...accounts, { name: "actor", address: actorAddress }]);
  const senders = accounts.map(({ address }) => address);
  const { text, difference } = compareBalances(
    before,
    after,
    await sumFees(client.provider, senders, before.block, after.block),
  );
  title("Balances, in ether: what each has gained or lost");
  console.log(text);
  expect("the balances' sum", difference, 0n);
  expect("what the markets hold", after.held, before.held);
}

/* WORK */

async function printWork(client: MusterClient, id: string): Promise<void> {
  for (const event of await readTaskEvents(client, { id })) {
    if (event.name !== "ResultCommitted" && event.name !== "ResultSubmitted") continue;
    const receipt = await client.provider.getTransactionReceipt(event.transactionHash);
    const what = event.name === "ResultCommitted" ? "commits" : `reveals ${describe(event.result)}`;
    printStep(`position ${event.position} ${what}`, receipt);
  }
}

function describe(result: string): string {
  const [mean, days] = AbiCoder.defaultAbiCoder().decode(TYPES, result);
  return `${Number(mean) / 1_000} °C over ${days} days`;
}

async function withdrawAll(client: MusterClient, who: string): Promise<void> {
  const credit = await readCredit(client);
  if (credit > 0n) printStep(`${who} takes ${formatAmount(credit)}`, await withdraw(client));
}

/* CHECKS */

async function check(
  client: MusterClient,
  id: string,
  answer: string,
  order: readonly { readonly controller: string }[],
  executor: string,
): Promise<void> {
  const { status, payments, callback, refunds, request } = await readTask(client, { id });
  expect("the status", status, "Finalized");
  expect("the actor's answer", describe(answer), computeHere());
  const drawn = order.map(({ controller }) => controller).sort();
  expect(
    "who is paid",
    payments
      .map(({ runner }) => runner)
      .sort()
      .join(),
    drawn.join(),
  );
  expect(
    "each payment",
    payments.every(({ amount }) => amount === PAYMENT),
    true,
  );

  const paid = callback.attempts.reduce((sum, attempt) => sum + attempt.paid, 0n);
  const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0n);
  expect("budget, spent and refunded", paid + refunded, request.terms.callback.budget);
  expect("the executor's credit", (await readCredit(client, { account: executor })) >= paid, true);
}

/** The same answer, computed another way: by this script, in floating point. */
function computeHere(): string {
  const [head = "", ...rows] = readFileSync(WEATHER, "utf8").trim().split(/\r?\n/);
  const columns = COLUMNS.map((name) => head.split(",").indexOf(name));
  const values = rows.flatMap((row) => columns.map((column) => Number(row.split(",")[column])));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${Math.round(mean * 1_000) / 1_000} °C over ${rows.length} days`;
}

function expect(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) offences.push(`${what} is ${String(found)}, not ${String(expected)}`);
}

function title(text: string): void {
  console.log(`\n${text}`);
}

function note(text: string): void {
  console.log(`  ${text}`);
}

function unique<Item extends { readonly address: string }>(items: readonly Item[]): Item[] {
  return items.filter(({ address }, index) => items.findIndex((item) => item.address === address) === index);
}
