import { hexlify, id, type Log, toUtf8Bytes, ZeroAddress } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { jobIdOf } from "../../sdk/jobs/jobIdOf.ts";
import type { JobSchedule, JobTerms } from "../../sdk/jobs/jobTerms.ts";
import { buildJobTerms } from "../../sdk/jobs/jobTerms.ts";
import type { Bench } from "./createBench.ts";
import { warmOperators } from "./warmOperators.ts";

const STAKE = 10n ** 18n;
const REWARD = 10n ** 15n;
const BLOCK_SECONDS = 12n;
const MILLISECONDS = 1_000n;
const DETAILS = {
  scriptUri: "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi",
  parameters: hexlify(toUtf8Bytes('{"pair":"ETH/USD"}')),
  endpoint: "",
  processors: [],
};
/** More than two years, in milliseconds. */
const WINDOW_DELTA = 66_000_000_000n;

/** An operator that advertises. */
export interface BenchProcessor {
  readonly operator: bigint;
  readonly signer: HardhatEthersSigner;
}

/** A job, and the gas of its registration. */
export interface BenchJob {
  readonly id: string;
  readonly terms: JobTerms;
  readonly gas: number;
}

/** The job market with processors that advertise. The actor is the consumer, the executor the matcher. */
export interface JobStage {
  readonly bench: Bench;
  readonly processors: readonly BenchProcessor[];
  /** Registers a public job from credit. */
  register(schedule: JobSchedule, slots?: bigint): Promise<BenchJob>;
  /** Matches a job to processors, one a slot; returns the gas. */
  match(job: BenchJob, processors: readonly BenchProcessor[]): Promise<number>;
  /** Ends a job before its time. */
  cancel(job: BenchJob): Promise<void>;
  /** The chain's time, in milliseconds. */
  now(): Promise<bigint>;
  /** Mines until the next block has at least that time, in milliseconds. */
  reach(time: bigint): Promise<void>;
}

/** Makes so many processors, which earned and have a reputation before. */
export async function openJobs(bench: Bench, count: number): Promise<JobStage> {
  const { jobs, registry, escrow, filler, actor, executor, connection, deployment, overrides } = bench;
  const byConsumer = jobs.connect(actor);
  await bench.mined(escrow.connect(actor).approveMarket(jobs, true, overrides));
  const pool = await jobs.pool();
  const first = (await registry.operatorCount()) + 1n;
  const value = STAKE * BigInt(count);
  const { logs } = await bench.mined(filler.getFunction("fill")(registry, pool, count, { ...overrides, value }));
  const processors: BenchProcessor[] = [];
  for (const [index, holder] of logs.flatMap((log) => holderOf(log)).entries()) {
    const signer = await bench.actAs(holder);
    await bench.mined(jobs.connect(signer).advertise(advertisement(), [], overrides));
    processors.push({ operator: first + BigInt(index), signer });
  }
  await warmOperators(
    bench,
    processors.map(({ operator, signer }) => ({ operator: Number(operator), controller: signer.address })),
  );
  let salt = 0;
  return { bench, processors, register, match, cancel, now, reach };

  function holderOf(log: Log): string[] {
    return log.address === filler.target ? [String(filler.interface.parseLog(log)?.args.holder)] : [];
  }

  async function register(schedule: JobSchedule, slots = 1n): Promise<BenchJob> {
    const terms = buildJobTerms({
      consumer: actor.address,
      salt: id(`muster.bench.job.${++salt}`),
      script: id("muster.bench.script"),
      schedule,
      slots,
      reward: REWARD,
      failureFee: REWARD / 100n,
    });
    const gas = await bench.gasOf(byConsumer.registerJob(terms, DETAILS, [], overrides));
    return { id: jobIdOf({ chainId: deployment.chainId, market: String(jobs.target), terms }), terms, gas };
  }

  async function match({ id: job, terms }: BenchJob, chosen: readonly BenchProcessor[]): Promise<number> {
    const slots = chosen.map(({ operator }) => ({ processor: operator, startDelay: 0n }));
    return bench.gasOf(jobs.connect(executor).matchJob(job, terms, [], slots, overrides));
  }

  async function cancel({ id: job, terms }: BenchJob): Promise<void> {
    await bench.mined(byConsumer.cancelJob(job, terms, overrides));
  }

  async function now(): Promise<bigint> {
    return BigInt((await connection.ethers.provider.getBlock("latest"))!.timestamp) * MILLISECONDS;
  }

  async function reach(time: bigint): Promise<void> {
    const blocks = (time - (await now()) - 1n) / (BLOCK_SECONDS * MILLISECONDS);
    if (blocks > 0n) await bench.mine(Number(blocks));
  }
}

function advertisement() {
  return {
    currency: ZeroAddress,
    windowEnd: 0n,
    windowDelta: WINDOW_DELTA,
    feePerMillisecond: 10n ** 9n,
    feePerByte: 10n ** 9n,
    baseFee: 10n ** 14n,
    modules: 3n,
    isRestricted: false,
    maxMemory: 1_000_000n,
    storageCapacity: 10_000n,
    networkQuota: 5n,
  };
}
