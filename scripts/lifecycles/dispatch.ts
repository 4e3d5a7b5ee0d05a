import { readFileSync } from "node:fs";
import { join } from "node:path";

import { AbiCoder, parseEther, ZeroAddress } from "ethers";

import { fundSubscription } from "../../sdk/beacon/fundSubscription.ts";
import { readSubscription } from "../../sdk/beacon/readSubscription.ts";
import { topUpSubscription } from "../../sdk/beacon/topUpSubscription.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
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
import { formatAmount } from "../print/formatAmount.ts";
import { printNote } from "../print/printNote.ts";
import { printStep } from "../print/printStep.ts";
import { printTitle } from "../print/printTitle.ts";
import { answerRound } from "./answerRound.ts";
import { compareBalances } from "./compareBalances.ts";
import { expectEqual } from "./expectEqual.ts";
import { MEAN_TEMPERATURE } from "./meanTemperature.ts";
import { preparePool } from "./preparePool.ts";
import { readBalances } from "./readBalances.ts";
import { runLifecycle, type Stage } from "./runLifecycle.ts";
import { runUntilComplete } from "./runUntilComplete.ts";
import { serveFile } from "./serveFile.ts";
import { sumFees } from "./sumFees.ts";
import { uniqueByAddress } from "./uniqueByAddress.ts";

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

/**
 * `hardhat run scripts/lifecycles/dispatch.ts --network <name>`: one dispatched task from its creation to its payment.
 *
 * Three of the network's accounts, drawn at random among five operators, compute the mean temperature of a weather
 * file; an actor contract believes the majority and pays. Deploys the suite and seats the operators where that has not
 * been done. Ends with code 1 when a result, a payment or the closing balance is not what it must be.
 */
await runLifecycle(main);

async function main({ connection, deployment, owner, others, client, as }: Stage): Promise<void> {
  const workers = others.length > 0 ? others.slice(0, OPERATORS) : [owner];
  const executor = others[OPERATORS] ?? owner;
  const oracleAccount = others[1 + OPERATORS] ?? owner;
  const { addresses } = deployment;

  printTitle(`Muster on ${connection.networkName} (chain ${deployment.chainId}), Dispatcher ${addresses.dispatcher}`);
  const accounts = uniqueByAddress([
    { name: "owner", address: owner.address },
    ...workers.map(({ address }, index) => ({ name: `operator's account ${index + 1}`, address })),
    { name: "executor", address: executor.address },
    { name: "VRF oracle", address: oracleAccount.address },
    { name: "beacon", address: addresses.beacon },
  ]);
  const before = await readBalances(client, accounts);

  printTitle("Operators");
  const pool = await preparePool(client, workers.map(as));
  const numRunners = Math.min(RUNNERS, workers.length);

  printTitle("Money");
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

    printTitle("Task");
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
      printNote(`position ${position} is seat ${seat}, operator ${operator}`);

    printTitle("Work");
    await runUntilComplete(client, workers.map(as), { id, kind: KIND, origin: file.origin });
    await printWork(client, id);
    const executed = await executeCallback(as(executor), { id });
    printStep("the executor brings the results to the actor", executed);

    await check(client, id, await actor.answerOf(id), order, executor.address);

    printTitle("Payment");
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
  printTitle("Balances, in ether: what each has gained or lost");
  console.log(text);
  expectEqual("the balances' sum", difference, 0n);
  expectEqual("what the markets hold", after.held, before.held);
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
  expectEqual("the status", status, "Finalized");
  expectEqual("the actor's answer", describe(answer), computeHere());
  const drawn = order.map(({ controller }) => controller).sort();
  expectEqual(
    "who is paid",
    payments
      .map(({ runner }) => runner)
      .sort()
      .join(),
    drawn.join(),
  );
  expectEqual(
    "each payment",
    payments.every(({ amount }) => amount === PAYMENT),
    true,
  );

  const paid = callback.attempts.reduce((sum, attempt) => sum + attempt.paid, 0n);
  const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0n);
  expectEqual("budget, spent and refunded", paid + refunded, request.terms.callback.budget);
  expectEqual("the executor's credit", (await readCredit(client, { account: executor })) >= paid, true);
}

/** The same answer, computed another way: by this script, in floating point. */
function computeHere(): string {
  const [head = "", ...rows] = readFileSync(WEATHER, "utf8").trim().split(/\r?\n/);
  const columns = COLUMNS.map((name) => head.split(",").indexOf(name));
  const values = rows.flatMap((row) => columns.map((column) => Number(row.split(",")[column])));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${Math.round(mean * 1_000) / 1_000} °C over ${rows.length} days`;
}
