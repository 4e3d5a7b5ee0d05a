import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type BaseContract, type ContractTransactionResponse, id as hashText, ZeroAddress } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { suiteDefaults } from "../../scripts/deploy/suiteSettings.ts";
import { jobBudget } from "../../sdk/jobs/jobBudget.ts";
import { jobIdOf } from "../../sdk/jobs/jobIdOf.ts";
import { buildJobTerms, type BuildJobTermsParameters, JobAccess, type JobTerms } from "../../sdk/jobs/jobTerms.ts";
import { scheduleFor } from "../../sdk/jobs/scheduleFor.ts";
import type { Escrow, JobMarket, OperatorRegistry, ReputationLedger } from "../../typechain-types/index.ts";

/** What tests count with; seconds where a name does not say milliseconds. */
export const jobDefaults = {
  settings: {
    ackWindow: 60n,
    /** Milliseconds. */
    reportTolerance: 20_000n,
    /** Milliseconds. */
    receiptWindow: 120_000n,
    matcherBps: 1_000n,
    silenceBps: 10n,
    missedBps: 50n,
    missedLimitBps: 400n,
    reporterBps: 1_000n,
  },
  maxSlashBps: 500n,
  minimumStake: 10n ** 18n,
  stake: 100n * 10n ** 18n,
  credit: 1_000n * 10n ** 18n,
  /** Wei an execution. */
  reward: 10n ** 15n,
  failureFee: 10n ** 13n,
  gasFee: 10n ** 12n,
  /** Milliseconds. */
  duration: 10_000n,
  interval: 60_000n,
  executions: 4n,
  maxStartDelay: 5_000n,
  /** From the registration to the start, in seconds. */
  lead: 600n,
  fulfillGas: 200_000n,
  otherChain: 4_242n,
  ad: {
    currency: ZeroAddress,
    windowEnd: 0n,
    /** A hundred days, in milliseconds. */
    windowDelta: 8_640_000_000n,
    feePerMillisecond: 10n ** 10n,
    feePerByte: 10n ** 9n,
    baseFee: 10n ** 14n,
    modules: 3n,
    isRestricted: false,
    maxMemory: 1_000_000n,
    storageCapacity: 10_000n,
    networkQuota: 5n,
  },
} as const;

/** Price of an execution of the default job by the default advertisement, without storage. */
export const jobFee = jobDefaults.ad.feePerMillisecond * jobDefaults.duration + jobDefaults.ad.baseFee;

/** What a processor advertises. */
export type TestAd = {
  readonly [K in keyof typeof jobDefaults.ad]: K extends "currency"
    ? string
    : K extends "isRestricted"
      ? boolean
      : bigint;
};

/** An operator that advertises. */
export interface TestProcessor {
  readonly signer: HardhatEthersSigner;
  readonly operator: bigint;
}

/** The job market on real ground; devices and receipts are told from outside. */
export interface JobSuite {
  readonly connection: NetworkConnection;
  readonly market: JobMarket;
  readonly escrow: Escrow;
  readonly registry: OperatorRegistry;
  readonly reputation: ReputationLedger;
  readonly templates: BaseContract;
  readonly ground: BaseContract;
  readonly consumer: HardhatEthersSigner;
  readonly matcher: HardhatEthersSigner;
  readonly stranger: HardhatEthersSigner;
  readonly treasury: HardhatEthersSigner;
  readonly processors: readonly TestProcessor[];
}

/** A registered job. */
export interface TestJob {
  readonly id: string;
  readonly terms: JobTerms;
  readonly processors: readonly bigint[];
}

/** Deploys the market with so many processors that advertise with the defaults. */
export async function deployJobs(connection: NetworkConnection, count = 4): Promise<JobSuite> {
  const { ethers } = connection;
  const [governor, consumer, matcher, stranger, treasury, ...others] = await ethers.getSigners();
  if (!governor || !consumer || !matcher || !stranger || !treasury)
    throw new Error("The network has too few accounts.");
  const authority = await ethers.deployContract("AccessManager", [governor]);
  const escrow = (await ethers.deployContract("Escrow")) as unknown as Escrow;
  const registryArguments = [authority, escrow, ZeroAddress, suiteDefaults.unbondingPeriod, treasury];
  const registry = (await ethers.deployContract("OperatorRegistry", registryArguments)) as unknown as OperatorRegistry;
  const reputation = (await ethers.deployContract("ReputationLedger", [registry])) as unknown as ReputationLedger;
  const templates = await ethers.deployContract("JobTemplates");
  const ground = await ethers.deployContract("JobGroundMock");
  const market = (await ethers.deployContract(
    "JobMarket",
    [
      authority,
      { escrow, registry, reputation, devices: ground, receipts: ground, templates },
      poolTerms(),
      jobDefaults.settings,
    ],
    { libraries: await deployJobDesks(connection) },
  )) as unknown as JobMarket;
  await registry.setMarket(market, true);
  await escrow.deposit(ZeroAddress, consumer, jobDefaults.credit, { value: jobDefaults.credit });
  await escrow.connect(consumer).approveMarket(market, true);

  const base = { connection, market, escrow, registry, reputation, templates, ground };
  const people = { consumer, matcher, stranger, treasury };
  const processors: TestProcessor[] = [];
  for (const signer of others.slice(0, count)) {
    processors.push(await joinAsProcessor({ registry, market }, signer));
  }
  return { ...base, ...people, processors };
}

/** The pool's terms; the market fills itself in. */
function poolTerms() {
  return {
    market: ZeroAddress,
    capability: hashText("jobs"),
    minimumStake: jobDefaults.minimumStake,
    seatLimit: 1_000,
    minimumResponseBlocks: 1,
    maxSlashBps: jobDefaults.maxSlashBps,
    noShowBps: jobDefaults.settings.missedBps,
    requiredKeys: 0,
    gate: ZeroAddress,
  };
}

/** The market's linked libraries, by name. */
export async function deployJobDesks({ ethers }: NetworkConnection): Promise<Record<string, string>> {
  const addressOf = async (name: string, libraries: Record<string, string> = {}) =>
    (await ethers.deployContract(name, { libraries })).getAddress();
  const Penalties = await addressOf("Penalties");
  const MajorityDesk = await addressOf("MajorityDesk");
  return {
    JobRules: await addressOf("JobRules"),
    MatchDesk: await addressOf("MatchDesk"),
    AssignmentDesk: await addressOf("AssignmentDesk", { Penalties }),
    ReportDesk: await addressOf("ReportDesk", { Penalties, MajorityDesk }),
    SettlementDesk: await addressOf("SettlementDesk", { Penalties }),
  };
}

/** Registers an account as an operator, stakes, joins the market's pool and advertises. */
export async function joinAsProcessor(
  { registry, market }: Pick<JobSuite, "registry" | "market">,
  signer: HardhatEthersSigner,
  ad: Partial<TestAd> = {},
): Promise<TestProcessor> {
  await registry.connect(signer).register([], signer, "");
  const operator = await registry.operatorOf(signer);
  await registry.stake(operator, jobDefaults.stake, { value: jobDefaults.stake });
  await registry.connect(signer).joinPool(await market.pool(), "0x");
  await market.connect(signer).advertise({ ...jobDefaults.ad, ...ad }, []);
  return { signer, operator };
}

/** The chain's time, in seconds. */
export async function timeOf({ connection }: Pick<JobSuite, "connection">): Promise<bigint> {
  return BigInt(await connection.networkHelpers.time.latest());
}

/** Terms of a job of the consumer: the default schedule, which starts after the default lead. */
export async function draftJob(suite: JobSuite, changes: Partial<BuildJobTermsParameters> = {}): Promise<JobTerms> {
  const { duration, interval, executions, maxStartDelay, lead, reward, failureFee } = jobDefaults;
  const startTime = ((await timeOf(suite)) + lead) * 1_000n;
  return buildJobTerms({
    consumer: suite.consumer.address,
    script: hashText("script"),
    schedule: scheduleFor({ startTime, interval, duration, executions, maxStartDelay }),
    reward,
    failureFee,
    ...changes,
  });
}

/** What is told with a job. */
export function detailsOf(processors: readonly bigint[] = []) {
  return { scriptUri: "ipfs://script", parameters: "0x", endpoint: "", processors: [...processors] };
}

/** A slot's processor and delay. */
export interface TestSlot {
  readonly processor: bigint;
  readonly startDelay: bigint;
}

/** The first processors of the suite, one a slot, without delay. */
export function slotsFor({ processors }: JobSuite, count: bigint | number = 1n): TestSlot[] {
  return processors.slice(0, Number(count)).map(({ operator }) => ({ processor: operator, startDelay: 0n }));
}

/** Registers a job from credit. */
export async function registerJob(
  suite: JobSuite,
  changes: Partial<BuildJobTermsParameters> = {},
  slots: readonly TestSlot[] = [],
): Promise<TestJob> {
  const processors = [...(changes.processors ?? [])];
  const terms = await draftJob(suite, changes);
  await suite.market.connect(suite.consumer).registerJob(terms, detailsOf(processors), [...slots]);
  return { id: await idOf(suite, terms), terms, processors };
}

/** The id of the job with these terms. */
export async function idOf({ connection, market }: JobSuite, terms: JobTerms): Promise<string> {
  const { chainId } = await connection.ethers.provider.getNetwork();
  return jobIdOf({ chainId, market: await market.getAddress(), terms });
}

/** Matches a job, by the matcher, to the first processors unless told otherwise. */
export async function matchJob(
  suite: JobSuite,
  { id, terms, processors }: TestJob,
  slots: readonly TestSlot[] = slotsFor(suite, terms.slots),
): Promise<ContractTransactionResponse> {
  return suite.market.connect(suite.matcher).matchJob(id, terms, [...processors], [...slots]);
}

/** A job whose slots all acknowledged; slot k is run by processor k. */
export async function assignJob(
  suite: JobSuite,
  changes: Partial<BuildJobTermsParameters> = {},
  slots?: readonly TestSlot[],
): Promise<TestJob> {
  const job = await registerJob(suite, changes);
  await matchJob(suite, job, slots);
  for (let slot = 0n; slot < job.terms.slots; slot++) await acknowledge(suite, job, slot);
  return job;
}

/** Acknowledges a slot by its processor. */
export async function acknowledge(suite: JobSuite, { id, terms }: TestJob, slot: bigint) {
  return suite.market.connect(await runnerOf(suite, id, slot)).acknowledge(id, terms, slot);
}

/** The account that runs a slot. */
export async function runnerOf({ market, processors }: JobSuite, id: string, slot: bigint) {
  const { processor } = await market.slotOf(id, slot);
  const found = processors.find(({ operator }) => operator === processor);
  if (!found) throw new Error("Nobody runs this slot.");
  return found.signer;
}

/** A report as it is sent. */
export interface TestReport {
  readonly slot: bigint;
  readonly execution: bigint;
  readonly isSuccess: boolean;
  readonly outputHash: string;
  readonly output: string;
  readonly runtimeProof: string;
  readonly deliveryProof: string;
}

/** A success of slot 0's first execution, unless told otherwise. */
export function reportOf(changes: Partial<TestReport> = {}): TestReport {
  return {
    slot: 0n,
    execution: 0n,
    isSuccess: true,
    outputHash: hashText("output"),
    output: "0x0123",
    runtimeProof: "0x",
    deliveryProof: "0x",
    ...changes,
  };
}

/** Reports an execution by the slot's processor. */
export async function report(suite: JobSuite, { id, terms }: TestJob, changes: Partial<TestReport> = {}) {
  const told = reportOf(changes);
  return suite.market.connect(await runnerOf(suite, id, told.slot)).report(id, terms, told);
}

/** Lets the next block have a time at which a slot's execution can be reported. */
export async function reachExecution(suite: JobSuite, job: TestJob, execution: bigint, slot = 0n): Promise<void> {
  const [from] = await suite.market.windowOf(job.id, job.terms, slot, execution);
  await reach(suite, (from + 999n) / 1_000n);
}

/** Waits for an execution, and reports it. */
export async function reportInTime(suite: JobSuite, job: TestJob, changes: Partial<TestReport> = {}) {
  const { slot, execution } = reportOf(changes);
  await reachExecution(suite, job, execution, slot);
  return report(suite, job, changes);
}

/** Lets the next block have a time, in seconds; nothing where it is past. */
export async function reach({ connection }: JobSuite, seconds: bigint): Promise<void> {
  const { time } = connection.networkHelpers;
  if (seconds > BigInt(await time.latest())) await time.setNextBlockTimestamp(seconds);
}

/** Waits until the last window of a job is closed, as far as slot 0 tells. */
export async function reachEnd(suite: JobSuite, job: TestJob, slot = 0n): Promise<void> {
  const { startTime, endTime, interval } = job.terms.schedule;
  const last = startTime === 0n ? 0n : (endTime - startTime - 1n) / interval;
  const [, until] = await suite.market.windowOf(job.id, job.terms, slot, last);
  await reach(suite, (until + 999n) / 1_000n);
}

/** What the market holds. */
export async function heldOf({ escrow, market }: JobSuite): Promise<bigint> {
  return escrow.heldBy(market, ZeroAddress);
}

/** The credit of an account. */
export async function creditOf({ escrow }: JobSuite, account: HardhatEthersSigner): Promise<bigint> {
  return escrow.creditOf(account, ZeroAddress);
}

/** What a job locks. */
export const budgetOf = ({ terms }: TestJob): bigint => jobBudget(terms);

/** Access of jobs that name processors. */
export const { Personal, Selected, Public } = JobAccess;
