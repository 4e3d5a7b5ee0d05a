import { expect } from "chai";
import { id as hashText } from "ethers";
import { network } from "hardhat";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { assignmentLeaf } from "../../../sdk/jobs/assignmentLeaf.ts";
import { createAssignmentHistory } from "../../../sdk/jobs/createAssignmentHistory.ts";
import { DestinationKind } from "../../../sdk/jobs/jobTerms.ts";
import {
  acknowledge,
  assignJob,
  deployJobs,
  jobDefaults,
  type JobSuite,
  matchJob,
  registerJob,
  slotsFor,
  timeOf,
} from "../../helpers/jobs.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const { gasFee, fulfillGas: gasLimit, otherChain: chainId } = jobDefaults;
const target = ethers.getAddress(`0x${"5c".repeat(20)}`);
const destination = { kind: DestinationKind.OtherChain, chainId, target, gasLimit, gasFee };
const RETRY = 604_800n;

async function freshSuite(): Promise<JobSuite> {
  return deployJobs(connection, 3);
}

/** A history of all that has happened. */
async function readHistory({ market, registry }: JobSuite) {
  const deployment = {
    chainId: Number((await ethers.provider.getNetwork()).chainId),
    fromBlock: 0,
    addresses: { jobs: await market.getAddress() },
  };
  const client = { jobs: market, registry, provider: ethers.provider, deployment } as unknown as MusterClient;
  const history = createAssignmentHistory(client);
  await history.read(await ethers.provider.getBlockNumber());
  return history;
}

describe("createAssignmentHistory", () => {
  let suite: JobSuite;

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
  });

  /** The leaves that the market emitted of a job. */
  async function leavesOf({ id }: { id: string }): Promise<string[]> {
    const events = await suite.market.queryFilter(suite.market.filters.SlotAcknowledged(id));
    return events.map(({ args }) => args.leaf);
  }

  it("makes each slot's assignment as the market did", async () => {
    const job = await assignJob(suite, { destination, slots: 2n });
    const history = await readHistory(suite);
    expect(history.at(await timeOf(suite)).map(assignmentLeaf)).to.deep.equal(await leavesOf(job));
  });

  it("makes that of a job on demand, whose start the match fixes", async () => {
    const { duration } = jobDefaults;
    const endTime = ((await timeOf(suite)) + jobDefaults.lead) * 1_000n;
    const schedule = { startTime: 0n, endTime, interval: 0n, duration, maxStartDelay: 0n };
    const job = await assignJob(suite, { destination, schedule });
    const history = await readHistory(suite);
    expect(history.at(await timeOf(suite)).map(assignmentLeaf)).to.deep.equal(await leavesOf(job));
  });

  it("counts an assignment from the second in which the last slot acknowledged", async () => {
    const job = await registerJob(suite, { destination, slots: 2n });
    await matchJob(suite, job);
    await acknowledge(suite, job, 0n);
    const before = await timeOf(suite);
    await acknowledge(suite, job, 1n);
    const history = await readHistory(suite);
    expect(history.at(before)).to.deep.equal([]);
    expect(history.at(await timeOf(suite))).to.have.length(2);
  });

  it("counts it until its job is cancelled", async () => {
    const job = await assignJob(suite, { destination });
    const before = await timeOf(suite);
    await suite.market.connect(suite.consumer).cancelJob(job.id, job.terms);
    const history = await readHistory(suite);
    expect(history.at(before)).to.have.length(1);
    expect(history.at(await timeOf(suite))).to.deep.equal([]);
  });

  it("counts it until nobody can retry its last delivery", async () => {
    const { terms } = await assignJob(suite, { destination });
    const history = await readHistory(suite);
    const { startTime, interval, duration } = terms.schedule;
    const last = startTime + (jobDefaults.executions - 1n) * interval;
    const end = (last + duration + jobDefaults.settings.reportTolerance) / 1_000n + RETRY;
    expect(history.at(end - 1n)).to.have.length(1);
    expect(history.at(end)).to.deep.equal([]);
  });

  it("knows the second match of a job that a processor declined", async () => {
    const job = await registerJob(suite, { destination });
    const [first, second] = slotsFor(suite, 2);
    await matchJob(suite, job, [first!]);
    await suite.market.connect(suite.processors[0]!.signer).decline(job.id, job.terms, 0);
    await matchJob(suite, job, [second!]);
    await acknowledge(suite, job, 0n);
    const [assignment] = (await readHistory(suite)).at(await timeOf(suite));
    expect(assignment?.processor).to.equal(suite.processors[1]!.signer.address);
  });

  it("leaves out jobs of this chain", async () => {
    await assignJob(suite, { script: hashText("of this chain") });
    expect((await readHistory(suite)).at(await timeOf(suite))).to.deep.equal([]);
  });

  it("reads on where it stopped", async () => {
    const history = await readHistory(suite);
    await assignJob(suite, { destination });
    await history.read(await ethers.provider.getBlockNumber());
    await history.read(await ethers.provider.getBlockNumber());
    expect(history.at(await timeOf(suite))).to.have.length(1);
  });
});
