import { expect } from "chai";
import { keccak256 } from "ethers";
import { network } from "hardhat";

import { DestinationKind } from "../../../sdk/jobs/jobTerms.ts";
import {
  acknowledge,
  assignJob,
  deployJobs,
  jobDefaults,
  type JobSuite,
  matchJob,
  reach,
  reachEnd,
  registerJob,
  reportInTime,
  runnerOf,
  type TestJob,
  timeOf,
} from "../../helpers/jobs.ts";
import { rebuildJob } from "../../helpers/rebuildJob.ts";
import { storedJob } from "../../helpers/storedJob.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const SLOTS = 3n;

async function jobsFixture(): Promise<JobSuite> {
  return deployJobs(connection);
}

/** Takes each step, and compares before the first and after each. */
async function expectTold(suite: JobSuite, job: TestJob, steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const step of [() => Promise.resolve(), ...steps]) {
    await step();
    expect(await rebuildJob(suite, job)).to.deep.equal(await storedJob(suite, job));
  }
}

describe("JobMarket: events alone rebuild a job", () => {
  it("that was run, failed, missed, collected and settled", async () => {
    const suite = await networkHelpers.loadFixture(jobsFixture);
    const { market } = suite;
    const job = await registerJob(suite);
    const { id, terms } = job;

    await expectTold(suite, job, [
      () => matchJob(suite, job),
      () => acknowledge(suite, job, 0n),
      () => reportInTime(suite, job),
      () => market.collectPay(id, terms, 0),
      () => reportInTime(suite, job, { execution: 1n, isSuccess: false }),
      () => reportInTime(suite, job, { execution: 3n }),
      () => reachEnd(suite, job),
      () => market.settleJob(id, terms),
    ]);
  });

  it("whose last executions were missed", async () => {
    const suite = await networkHelpers.loadFixture(jobsFixture);
    const { market } = suite;
    const job = await assignJob(suite);

    await expectTold(suite, job, [
      () => reportInTime(suite, job),
      () => reachEnd(suite, job),
      () => market.countMissed(job.id, job.terms, 0),
      () => market.settleJob(job.id, job.terms),
    ]);
  });

  it("that was declined, left without an answer, and matched again", async () => {
    const suite = await networkHelpers.loadFixture(jobsFixture);
    const { market } = suite;
    const job = await registerJob(suite, { slots: SLOTS });
    const { id, terms } = job;
    const decline = async () => market.connect(await runnerOf(suite, id, 1n)).decline(id, terms, 1);
    const release = async () => {
      await reach(suite, (await timeOf(suite)) + jobDefaults.settings.ackWindow);
      return market.releaseUnacknowledged(id, terms);
    };

    await expectTold(suite, job, [
      () => matchJob(suite, job),
      () => acknowledge(suite, job, 0n),
      decline,
      () => matchJob(suite, job),
      () => acknowledge(suite, job, 2n),
      release,
      () => matchJob(suite, job),
    ]);
  });

  it("whose contract took one output and refused another", async () => {
    const suite = await networkHelpers.loadFixture(jobsFixture);
    const callee = await ethers.deployContract("JobConsumerMock");
    const { fulfillGas: gasLimit, gasFee } = jobDefaults;
    const target = await callee.getAddress();
    const destination = { kind: DestinationKind.SameChain, chainId: 0n, target, gasLimit, gasFee };
    const job = await assignJob(suite, { destination });
    const output = "0xc0ffee";
    const told = { output, outputHash: keccak256(output) };
    const refuse = 1;

    await expectTold(suite, job, [
      () => reportInTime(suite, job, told),
      () => callee.getFunction("setMood")(refuse, job.terms),
      () => reportInTime(suite, job, { ...told, execution: 1n }),
    ]);
  });

  it("that a majority decided, before and after a last vote", async () => {
    const suite = await networkHelpers.loadFixture(jobsFixture);
    const job = await assignJob(suite, { slots: SLOTS, isMajority: true });
    const vote = (slot: bigint, execution: bigint, text: string) => () =>
      reportInTime(suite, job, { slot, execution, outputHash: ethers.id(text) });

    await expectTold(suite, job, [
      vote(0n, 0n, "odd"),
      vote(1n, 0n, "even"),
      vote(2n, 0n, "even"),
      vote(0n, 1n, "even"),
      vote(1n, 1n, "even"),
      vote(2n, 1n, "even"),
    ]);
  });

  it("that its consumer matched itself, and cancelled", async () => {
    const suite = await networkHelpers.loadFixture(jobsFixture);
    const { market, consumer, processors } = suite;
    const [first] = processors;
    const named = { access: 2, processors: [first!.operator] };
    const job = await registerJob(suite, named, [{ processor: first!.operator, startDelay: 0n }]);

    await expectTold(suite, job, [
      () => acknowledge(suite, job, 0n),
      () => reportInTime(suite, job),
      () => market.connect(consumer).cancelJob(job.id, job.terms),
    ]);
  });

  it("whose judge nobody vetted", async () => {
    const suite = await networkHelpers.loadFixture(jobsFixture);
    const verifier = suite.stranger.address;
    const job = await registerJob(suite, { runtime: 2, verifier });
    await suite.market.setVetted(verifier, true);
    const other = await registerJob(suite, { runtime: 2, verifier });

    await expectTold(suite, job, [() => matchJob(suite, job)]);
    await expectTold(suite, other, []);
  });
});
