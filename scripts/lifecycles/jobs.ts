import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { AbiCoder, hexlify, parseEther, toUtf8Bytes, ZeroAddress } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { sendWrite } from "../../sdk/client/sendWrite.ts";
import { readCredit } from "../../sdk/escrow/readCredit.ts";
import { withdraw } from "../../sdk/escrow/withdraw.ts";
import { hashScript } from "../../sdk/jobs/hashScript.ts";
import { jobBudget } from "../../sdk/jobs/jobBudget.ts";
import { DestinationKind, type JobTerms, NO_DESTINATION, NO_NEEDS } from "../../sdk/jobs/jobTerms.ts";
import { JOB_STATUSES } from "../../sdk/jobs/jobStatus.ts";
import { readJob } from "../../sdk/jobs/readJob.ts";
import { registerJob } from "../../sdk/jobs/registerJob.ts";
import { scheduleFor } from "../../sdk/jobs/scheduleFor.ts";
import { createMatcher } from "../../services/matcher/createMatcher.ts";
import { JobInbox__factory } from "../../typechain-types/index.ts";
import { formatAmount } from "../print/formatAmount.ts";
import { printNote } from "../print/printNote.ts";
import { printStep } from "../print/printStep.ts";
import { printTitle } from "../print/printTitle.ts";
import { compareBalances } from "./compareBalances.ts";
import { expectEqual } from "./expectEqual.ts";
import { keepBlocksComing } from "./keepBlocksComing.ts";
import { passTime } from "./passTime.ts";
import { type PreparedProcessor, prepareProcessors } from "./prepareProcessors.ts";
import { quietLogger } from "./quietLogger.ts";
import { readBalances } from "./readBalances.ts";
import { runLifecycle, type Stage } from "./runLifecycle.ts";
import { startProcessors } from "./startProcessors.ts";
import { sumFees } from "./sumFees.ts";
import { uniqueByAddress } from "./uniqueByAddress.ts";
import { waitUntil } from "./waitUntil.ts";

const SCRIPT = readFileSync(join("examples", "jobs", "price-to-contract", "script.js"), "utf8");
/** What three sources say; the median of them is expected. */
const PRICES = ["4199.5", "4200.25", "9999"];
const MEDIAN = 420_025_000_000n;
const DECIMALS = 8;
/** Each processor is dearer than the one before. */
const FEES = ["0.0003", "0.0004", "0.0005"].map((fee) => parseEther(fee));
const SLOTS = 2;
const EXECUTIONS = 2n;
const REWARD = parseEther("0.001");
const GAS_FEE = parseEther("0.0001");
const FULFILL_GAS = 200_000n;
/** Milliseconds. */
const INTERVAL = 60_000n;
const DURATION = 30_000n;
/** From the registration to the end of matching, in seconds. */
const LEAD = 120n;
const POLL_MS = 200;
const ALL_BPS = 10_000n;
const ASSIGNED = BigInt(JOB_STATUSES.indexOf("Assigned"));
const DONE = BigInt(JOB_STATUSES.indexOf("Done"));

/**
 * `hardhat run scripts/lifecycles/jobs.ts --network <name>`: one scheduled job from its registration to its payment.
 *
 * Three of the network's accounts advertise as processors, a matcher gives the job to the two cheapest, and each brings the
 * median of three prices to a contract, twice. Deploys the suite and seats the processors where that has not been done.
 * A local chain's clock is moved to the job's start, on every other it waits. Ends with code 1 when an output, a payment
 * or the closing balance is not what it must be.
 */
await runLifecycle(main);

async function main({ connection, deployment, owner, others, client, as }: Stage): Promise<void> {
  const workers = others.length > 0 ? others.slice(0, FEES.length) : [owner];
  const matcher = others[FEES.length] ?? owner;
  const { jobs } = deployment.addresses;

  printTitle(`Muster on ${connection.networkName} (chain ${deployment.chainId}), JobMarket ${jobs}`);
  const accounts = uniqueByAddress([
    { name: "consumer", address: owner.address },
    ...workers.map(({ address }, index) => ({ name: `processor's account ${index + 1}`, address })),
    { name: "matcher", address: matcher.address },
  ]);
  const before = await readBalances(client, accounts);

  printTitle("Processors");
  const processors = await prepareProcessors(workers.map(as));
  const prices = await servePrices();
  const stopBlocks = await keepBlocksComing(connection);
  const daemons = await startProcessors(connection, processors, FEES);
  const service = createMatcher({
    client: as(matcher),
    signer: matcher,
    ...{ minimumProfit: -parseEther("1"), budget: parseEther("1"), maxConcurrent: 1, maxRounds: 1, upkeep: false },
    collect: { [ZeroAddress]: 1n },
    logger: quietLogger,
    pollIntervalMs: POLL_MS,
  });
  try {
    await waitUntil("the offers", async () => daemons.areEligible());
    for (const [index, { operator }] of processors.entries()) {
      printNote(`processor ${operator} offers an execution for ${formatAmount(FEES[index] ?? 0n)}`);
    }

    printTitle("Job");
    const inbox = await new JobInbox__factory(owner).deploy(jobs);
    printStep("the consumer creates an inbox for prices", await inbox.deploymentTransaction()?.wait());
    const slots = Math.min(SLOTS, workers.length);
    const { id, terms } = await register(client, await inbox.getAddress(), prices.urls, slots);
    printStep("the inbox lets it in", await sendWrite(() => inbox.letIn(id)));

    printTitle("Match");
    await service.start();
    await waitUntil("the assignment", async () => (await client.jobs.jobOf(id)).status === ASSIGNED);
    await printMatch(client, id);

    printTitle("Work");
    await work(connection, client, id, terms);
    await waitUntil("the settlement", async () => (await client.jobs.jobOf(id)).status === DONE);
    await waitUntil("the matcher's share", async () => (await readCredit(as(matcher))) === 0n);
    await check(client, id, processors.slice(0, slots), await inbox.newestOf(id));
  } finally {
    await service.stop();
    await daemons.stop();
    stopBlocks();
    prices.close();
  }

  printTitle("Payment");
  for (const { client: worker, operator } of processors) await withdrawAll(worker, `processor ${operator}`);
  await withdrawAll(client, "the consumer");

  const after = await readBalances(client, accounts);
  const senders = accounts.map(({ address }) => address);
  const fees = await sumFees(client.provider, senders, before.block, after.block);
  const { text, difference } = compareBalances(before, after, fees);
  printTitle("Balances, in ether: what each has gained or lost");
  console.log(text);
  expectEqual("the balances' sum", difference, 0n);
  expectEqual("what the markets hold", after.held, before.held);
}

/* JOB */

async function register(client: MusterClient, target: string, urls: readonly string[], slots: number) {
  const { ackWindow } = await client.jobs.settings();
  const now = BigInt((await client.provider.getBlock("latest"))?.timestamp ?? 0);
  const startTime = (now + ackWindow + LEAD) * 1_000n;
  const parameters = { urls, path: "price", decimals: DECIMALS, minimum: urls.length };
  const { id, terms, receipt } = await registerJob(client, {
    terms: {
      script: hashScript(SCRIPT),
      schedule: scheduleFor({ startTime, interval: INTERVAL, duration: DURATION, executions: EXECUTIONS }),
      needs: { ...NO_NEEDS, memoryBytes: 1n << 22n, networkRequests: BigInt(urls.length) },
      slots: BigInt(slots),
      reward: REWARD,
      destination: {
        ...NO_DESTINATION,
        kind: DestinationKind.SameChain,
        target,
        gasLimit: FULFILL_GAS,
        gasFee: GAS_FEE,
      },
    },
    details: {
      scriptUri: `data:text/javascript;base64,${Buffer.from(SCRIPT).toString("base64")}`,
      parameters: hexlify(toUtf8Bytes(JSON.stringify(parameters))),
    },
  });
  printStep(`the consumer registers job ${id}`, receipt);
  printNote(`${EXECUTIONS} executions in each of ${slots} slots; ${formatAmount(jobBudget(terms))} is locked`);
  return { id, terms };
}

/** Three sources of a price on this machine. */
async function servePrices(): Promise<{ readonly urls: readonly string[]; close(): void }> {
  const server = createServer((request, response) => {
    response.end(JSON.stringify({ price: PRICES[Number(request.url?.slice(1))] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    urls: PRICES.map((_, index) => `http://127.0.0.1:${port}/${index}`),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function printMatch({ jobs, provider }: MusterClient, id: string): Promise<void> {
  const [first, ...others] = await jobs.queryFilter(jobs.filters.SlotMatched(id));
  if (!first) throw new Error("Nothing tells of the match.");
  printStep("the matcher finds processors", await provider.getTransactionReceipt(first.transactionHash));
  for (const { args } of [first, ...others]) {
    printNote(`slot ${args.slot} is processor ${args.processor}'s, for ${formatAmount(args.fee)} an execution`);
  }
  for (const { args, transactionHash } of await jobs.queryFilter(jobs.filters.SlotAcknowledged(id))) {
    const receipt = await provider.getTransactionReceipt(transactionHash);
    printStep(`processor ${args.processor} promises slot ${args.slot}`, receipt);
  }
}

/** Lets the time of each execution come, and waits for its reports. */
async function work(
  connection: NetworkConnection,
  client: MusterClient,
  id: string,
  { slots, schedule }: JobTerms,
): Promise<void> {
  const { jobs, provider } = client;
  for (let execution = 0n; execution < EXECUTIONS; ++execution) {
    await passTime(connection, (schedule.startTime + execution * schedule.interval) / 1_000n);
    await waitUntil(`the reports of execution ${execution}`, async () => {
      const found = await Promise.all(Array.from({ length: Number(slots) }, (_, slot) => jobs.slotOf(id, slot)));
      return found.every(({ next }) => next > execution);
    });
  }
  for (const { args, transactionHash } of await jobs.queryFilter(jobs.filters.ExecutionSucceeded(id))) {
    const price = Number(priceIn(args.output)) / 10 ** DECIMALS;
    const receipt = await provider.getTransactionReceipt(transactionHash);
    printStep(`processor ${args.processor} brings a price of ${price} in execution ${args.execution}`, receipt);
  }
}

function priceIn(output: string): bigint {
  return BigInt(AbiCoder.defaultAbiCoder().decode(["uint256", "uint256"], output)[0] as bigint);
}

async function withdrawAll(client: MusterClient, who: string): Promise<void> {
  const credit = await readCredit(client);
  if (credit > 0n) printStep(`${who} takes ${formatAmount(credit)}`, await withdraw(client));
}

/* CHECKS */

async function check(
  client: MusterClient,
  id: string,
  cheapest: readonly PreparedProcessor[],
  newest: { readonly execution: bigint; readonly output: string },
): Promise<void> {
  const { jobs } = client;
  const { terms, slots } = await readJob(client, { id });
  expectEqual(
    "who runs it",
    slots.map(({ processor }) => processor).join(),
    cheapest.map(({ operator }) => operator).join(),
  );
  expectEqual("the price", priceIn(newest.output), MEDIAN);
  expectEqual("its execution", newest.execution, EXECUTIONS - 1n);
  const paid = await jobs.queryFilter(jobs.filters.SlotPaid(id));
  for (const { args } of paid) {
    expectEqual(`slot ${args.slot}'s pay`, args.amount, EXECUTIONS * ((FEES[Number(args.slot)] ?? 0n) + GAS_FEE));
  }
  expectEqual("how many slots were paid", paid.length, slots.length);
  const { matcherBps } = await jobs.settings();
  const share = slots.reduce((sum, { fee }) => sum + EXECUTIONS * (((REWARD - fee) * matcherBps) / ALL_BPS), 0n);
  const [settled] = await jobs.queryFilter(jobs.filters.JobSettled(id));
  expectEqual("the matcher's share", settled?.args.matcherShare, share);
  const { paid: all = 0n, refund = 0n } = settled?.args ?? {};
  expectEqual("the budget, paid and returned", all + share + refund, jobBudget(terms));
  printNote(
    `the processors earned ${formatAmount(all)}, the matcher ${formatAmount(share)}; ${formatAmount(refund)} returns`,
  );
}
