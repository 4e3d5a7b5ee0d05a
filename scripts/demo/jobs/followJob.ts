import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { AbiCoder, hexlify, parseEther, toUtf8Bytes } from "ethers";

import { medianOf } from "../../../examples/avs/price-oracle/medianOf.ts";
import { parsePrice } from "../../../examples/avs/price-oracle/parsePrice.ts";
import { sendWrite } from "../../../sdk/client/sendWrite.ts";
import { hashScript } from "../../../sdk/jobs/hashScript.ts";
import { jobBudget } from "../../../sdk/jobs/jobBudget.ts";
import type { JobStatus } from "../../../sdk/jobs/jobStatus.ts";
import { DestinationKind, type JobSchedule, NO_NEEDS } from "../../../sdk/jobs/jobTerms.ts";
import { readJob } from "../../../sdk/jobs/readJob.ts";
import { registerJob, type RegisterJobParameters } from "../../../sdk/jobs/registerJob.ts";
import { scheduleFor } from "../../../sdk/jobs/scheduleFor.ts";
import { JobInbox__factory, type JobInbox } from "../../../typechain-types/index.ts";
import { ether, type Narrator } from "../narrate.ts";
import type { JobsStage } from "./jobsStage.ts";

const LOOK_MS = 250;
/** Blocks in which whatever is waited for must come. */
const PATIENCE_BLOCKS = 900;
const SCRIPT = readFileSync(join("examples", "jobs", "price-to-contract", "script.js"), "utf8");
const DECIMALS = 8;
const FULFILL_GAS = 200_000n;

/** Most that one execution of one slot may cost, in wei. */
export const REWARD = parseEther("0.001");
/** What bringing an output to a contract earns beside that, in wei. */
export const GAS_FEE = parseEther("0.0001");

/** Terms of a job for which nobody is paid. */
export const NO_REWARD = { reward: 0n, failureFee: 0n };

/** A job that was registered, and the contract that gets its outputs. */
export interface DemoJob {
  readonly id: string;
  readonly symbol: string;
  readonly inbox: JobInbox;
}

/** A job that brings the price of a share, the median of three exchanges, to a contract. */
export interface PostJobParameters extends Pick<RegisterJobParameters, "slots"> {
  readonly symbol: string;
  readonly schedule: JobSchedule;
  readonly terms?: Partial<RegisterJobParameters["terms"]>;
  /** What bringing an output to the contract earns; `GAS_FEE` if left out. */
  readonly gasFee?: bigint;
}

/** Registers a job of the owner, and has an inbox of its own let it in. */
export async function postJob(
  { owner, feeds }: JobsStage,
  narrator: Narrator,
  { symbol, schedule, terms = {}, gasFee = GAS_FEE, slots = [] }: PostJobParameters,
): Promise<DemoJob> {
  const { deployment, runner } = owner;
  const inbox = await new JobInbox__factory(runner as never).deploy(deployment.addresses.jobs);
  await inbox.waitForDeployment();
  const urls = feeds.map((feed) => feed.replace("{symbol}", symbol));
  const parameters = { urls, path: "price", decimals: DECIMALS, minimum: urls.length };
  const registered = await registerJob(owner, {
    terms: {
      script: hashScript(SCRIPT),
      schedule,
      needs: { ...NO_NEEDS, memoryBytes: 1n << 22n, networkRequests: BigInt(urls.length) },
      reward: REWARD,
      destination: {
        kind: DestinationKind.SameChain,
        chainId: 0n,
        target: await inbox.getAddress(),
        gasLimit: FULFILL_GAS,
        gasFee,
      },
      ...terms,
    },
    details: {
      scriptUri: `data:text/javascript;base64,${Buffer.from(SCRIPT).toString("base64")}`,
      parameters: hexlify(toUtf8Bytes(JSON.stringify(parameters))),
    },
    slots,
  });
  await sendWrite(async () => inbox.letIn(registered.id));
  const name = `Job ${registered.id.slice(0, 10)}…`;
  narrator.step(`${name} is registered, ${ether(jobBudget(registered.terms))} locked`, registered.receipt.gasUsed);
  return { id: registered.id, symbol, inbox };
}

/** A schedule that starts so many seconds of the chain from now. */
export async function scheduleIn(
  { owner }: JobsStage,
  seconds: bigint,
  schedule: { readonly interval: bigint; readonly duration: bigint; readonly executions: bigint },
): Promise<JobSchedule> {
  const now = BigInt((await owner.provider.getBlock("latest"))?.timestamp ?? 0);
  return scheduleFor({ startTime: (now + seconds) * 1_000n, ...schedule });
}

/** Waits until something is so. */
export async function waitFor({ owner, folder }: JobsStage, what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = (await owner.provider.getBlockNumber()) + PATIENCE_BLOCKS;
  while (!(await isSo())) {
    if ((await owner.provider.getBlockNumber()) > end) throw new Error(`No ${what}: see the logs in ${folder}`);
    await sleep(LOOK_MS);
  }
}

/** Waits until a job has a status, as stored. */
export async function waitForStatus(stage: JobsStage, { id }: DemoJob, status: JobStatus): Promise<void> {
  await waitFor(stage, `job that is ${status}`, async () => (await readJob(stage.owner, { id })).status === status);
}

/** Who runs a job's slots, by name. */
export async function namesOf({ owner, processors }: JobsStage, { id }: DemoJob): Promise<string[]> {
  const { slots } = await readJob(owner, { id });
  return slots.map(
    ({ processor }) => processors.find(({ operator }) => BigInt(operator) === processor)?.name ?? `#${processor}`,
  );
}

/** Waits for a job's end, and checks what was brought, and what was paid for it. */
export async function tellEnd(stage: JobsStage, narrator: Narrator, job: DemoJob): Promise<void> {
  const { jobs } = stage.owner;
  await waitFor(stage, "settlement", async () => (await jobs.queryFilter(jobs.filters.JobSettled(job.id))).length > 0);
  const brought = await jobs.queryFilter(jobs.filters.ExecutionSucceeded(job.id));
  let price = "";
  for (const { args } of brought) price = await checkPrice(stage, job.symbol, args.output);
  const executions = new Set(brought.map(({ args }) => args.execution)).size;
  narrator.say(`${brought.length} outputs of ${executions} executions reached the contract: ${job.symbol} at ${price}`);
  await tellPayment(stage, narrator, job);
}

/** Waits until a job is settled, and checks what was paid for it. */
export async function tellPayment(stage: JobsStage, narrator: Narrator, job: DemoJob): Promise<void> {
  const { jobs } = stage.owner;
  await waitFor(stage, "settlement", async () => (await jobs.queryFilter(jobs.filters.JobSettled(job.id))).length > 0);
  const { terms, slots } = await readJob(stage.owner, { id: job.id });
  const [settled] = await jobs.queryFilter(jobs.filters.JobSettled(job.id));
  const due = slots.reduce((sum, { successes, fee }) => sum + successes * (fee + terms.destination.gasFee), 0n);
  const { paid = 0n, matcherShare = 0n, refund = 0n } = settled?.args ?? {};
  if (paid !== due) throw new Error(`The processors were paid ${ether(paid)}, not ${ether(due)}.`);
  if (slots.some(({ successes }) => successes === 0n)) throw new Error("A slot has nothing to show.");
  narrator.say(`Paid: ${ether(paid)} to processors, ${ether(matcherShare)} to the matcher, ${ether(refund)} back`);
}

/** The price in an output, for people; it must be the one that this script finds. */
export async function checkPrice(stage: JobsStage, symbol: string, output: string): Promise<string> {
  const expected = await readMedian(stage, symbol);
  const [price] = AbiCoder.defaultAbiCoder().decode(["uint256", "uint256"], output) as unknown as [bigint];
  if (price !== expected) throw new Error(`An output says ${price}, not ${expected}.`);
  return (Number(price) / 10 ** DECIMALS).toFixed(2);
}

/** The same answer, computed here. */
async function readMedian({ feeds }: JobsStage, symbol: string): Promise<bigint> {
  const prices = await Promise.all(
    feeds.map(async (feed) => {
      const answer = (await (await fetch(feed.replace("{symbol}", symbol))).json()) as { readonly price: string };
      const price = parsePrice(answer.price);
      if (price === undefined) throw new Error(`${feed} tells no price.`);
      return price;
    }),
  );
  return medianOf(prices);
}
