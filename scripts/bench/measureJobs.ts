import { id, toBeHex } from "ethers";

import type { JobSeries } from "../../sdk/jobs/jobSeries.ts";
import { scheduleFor } from "../../sdk/jobs/scheduleFor.ts";
import { scheduleOverlap } from "../../sdk/jobs/scheduleOverlap.ts";
import type { Bench } from "./createBench.ts";
import type { GasSamples } from "./gasSamples.ts";
import { type BenchProcessor, type JobStage, openJobs } from "./jobStage.ts";

const SEEDS = 7;
const SLOTS = 8;
/** Commitments of the processor that has but one lane left. */
const COMMITMENTS = 31;
/** Milliseconds from here on. */
const HOUR = 3_600_000n;
const YEAR = 8_760n * HOUR;
const LEAD = HOUR;
/** So short that one in four random series of a year fits between thirty-one others. */
const SHORT = 20n;
const DURATION = 10_000n;
const INTERVAL = 600_000n;
const EXECUTIONS = 2n;

/**
 * Jobs from their registration to their end, in steady state: consumer, matcher and processors had credit before, the
 * processors a reputation, and the lane that is taken was used before. `jobs.matchJob@1-31` matches against commitments
 * of a year at random intervals of one to two hours; `jobs.acknowledge` is the one that assigns the job.
 */
export async function measureJobs(bench: Bench, samples: GasSamples): Promise<void> {
  const stage = await openJobs(bench, SLOTS + 1);
  const [busy, ...free] = stage.processors as [BenchProcessor, ...BenchProcessor[]];
  // The first of all also pays for what nobody used before.
  for (let seed = 0; seed <= SEEDS; seed++) {
    await measureLife(stage, free[0] as BenchProcessor, (key, gas) => {
      if (seed > 0) samples.add(`jobs.${key}`, gas);
    });
  }
  await measureManySlots(stage, free, samples);
  await measureManyCommitments(stage, busy, samples);
}

async function measureLife(
  { bench, register, match, now, reach }: JobStage,
  processor: BenchProcessor,
  add: (key: string, gas: number) => void,
): Promise<void> {
  const { overrides, jobs } = bench;
  const startTime = (await now()) + LEAD;
  const job = await register(
    scheduleFor({ startTime, interval: INTERVAL, duration: DURATION, executions: EXECUTIONS }),
  );
  add("registerJob", job.gas);
  add("matchJob@1-0", await match(job, [processor]));
  const byProcessor = jobs.connect(processor.signer);
  add("acknowledge", await bench.gasOf(byProcessor.acknowledge(job.id, job.terms, 0, overrides)));
  for (let execution = 0n; execution < EXECUTIONS; execution++) {
    await reach(startTime + execution * INTERVAL);
    const output = id(`${job.id}.${execution}`);
    const told = { slot: 0n, execution, isSuccess: true, outputHash: output, output };
    const report = { ...told, runtimeProof: "0x", deliveryProof: "0x" };
    add("report", await bench.gasOf(byProcessor.report(job.id, job.terms, report, overrides)));
  }
  add("settleJob", await bench.gasOf(jobs.settleJob(job.id, job.terms, overrides)));
}

async function measureManySlots(
  { register, match, cancel, now }: JobStage,
  processors: readonly BenchProcessor[],
  samples: GasSamples,
): Promise<void> {
  for (let seed = 0; seed <= SEEDS; seed++) {
    const startTime = (await now()) + LEAD;
    const schedule = scheduleFor({ startTime, interval: INTERVAL, duration: DURATION, executions: EXECUTIONS });
    const job = await register(schedule, BigInt(SLOTS));
    const gas = await match(job, processors.slice(0, SLOTS));
    if (seed > 0) samples.add("jobs.matchJob@8-0", gas);
    await cancel(job);
  }
}

async function measureManyCommitments(
  { register, match, cancel, now }: JobStage,
  processor: BenchProcessor,
  samples: GasSamples,
): Promise<void> {
  const taken: JobSeries[] = [];
  const start = (await now()) + 24n * HOUR;
  let draws = 0;
  const take = async () => {
    const series = draw();
    const schedule = scheduleFor({ startTime: series.start, ...series, executions: series.count });
    const job = await register(schedule);
    return { job, series, gas: await match(job, [processor]) };
  };
  while (taken.length < COMMITMENTS) taken.push((await take()).series);
  for (let seed = 0; seed <= SEEDS; seed++) {
    const { job, gas } = await take();
    if (seed > 0) samples.add("jobs.matchJob@1-31", gas);
    await cancel(job);
  }

  /** The next random series that meets none before. */
  function draw(): JobSeries {
    for (;;) {
      const random = BigInt(id(`muster.bench.series.${toBeHex(++draws)}`));
      const interval = HOUR + (random % HOUR);
      const series = { start: start + ((random >> 64n) % interval), interval, duration: SHORT, count: YEAR / interval };
      if (taken.every((other) => !scheduleOverlap(series, other))) return series;
    }
  }
}
