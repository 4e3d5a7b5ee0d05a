import { expect } from "chai";
import { id as hashText, ZeroAddress } from "ethers";
import { network } from "hardhat";

import type { Finding } from "../../scripts/verify/finding.ts";
import { verifyJobs } from "../../scripts/verify/jobs/verifyJobs.ts";
import { verifyLedger } from "../../scripts/verify/verifyLedger.ts";
import { verifyStakes } from "../../scripts/verify/verifyStakes.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
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
  timeOf,
} from "../helpers/jobs.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** A job that ran with a failure and a silence, one by majority, one that was released, one cancelled half-way. */
async function runFixture(): Promise<JobSuite> {
  const suite = await deployJobs(connection);
  const { market, stranger, consumer } = suite;

  const job = await assignJob(suite, { slots: 2n });
  await reportInTime(suite, job);
  await reportInTime(suite, job, { slot: 1n });
  await market.connect(stranger).collectPay(job.id, job.terms, 0n);
  await reportInTime(suite, job, { execution: 1n, isSuccess: false });
  await reachEnd(suite, job);
  await market.connect(stranger).settleJob(job.id, job.terms);

  const voted = await assignJob(suite, { slots: 3n, isMajority: true });
  for (const [slot, text] of ["same", "same", "other"].entries()) {
    await reportInTime(suite, voted, { slot: BigInt(slot), outputHash: hashText(text) });
  }
  await reachEnd(suite, voted);
  await market.connect(stranger).settleJob(voted.id, voted.terms);

  const released = await registerJob(suite, { slots: 2n });
  await matchJob(suite, released);
  await acknowledge(suite, released, 0n);
  await reach(suite, (await timeOf(suite)) + jobDefaults.settings.ackWindow);
  await market.connect(stranger).releaseUnacknowledged(released.id, released.terms);
  await market.connect(consumer).cancelJob(released.id, released.terms);

  const cancelled = await assignJob(suite);
  await reportInTime(suite, cancelled);
  await market.connect(consumer).cancelJob(cancelled.id, cancelled.terms);
  return suite;
}

/** What the verification needs of a client, with the fixture's ground. */
async function clientOf({ market, escrow, registry }: JobSuite): Promise<MusterClient> {
  const { provider } = connection.ethers;
  const { chainId } = await provider.getNetwork();
  const [jobs, escrowAddress, registryAddress] = await Promise.all([
    market.getAddress(),
    escrow.getAddress(),
    registry.getAddress(),
  ]);
  const addresses = { jobs, escrow: escrowAddress, registry: registryAddress };
  const deployment = { chainId: Number(chainId), fromBlock: 0, addresses };
  return { jobs: market, escrow, registry, provider, deployment } as unknown as MusterClient;
}

async function verify(suite: JobSuite): Promise<Finding[]> {
  const client = await clientOf(suite);
  const { jobs, findings, movements, offences } = await verifyJobs(client);
  expect(jobs).to.equal(4);
  return [...findings, ...(await verifyLedger(client, [], [movements])), ...(await verifyStakes(client, [], offences))];
}

describe("verifyJobs", () => {
  it("finds nothing wrong with payments, refunds and punishments", async () => {
    const suite = await networkHelpers.loadFixture(runFixture);
    const slashed = await suite.registry.queryFilter(suite.registry.filters.Slashed());

    expect(await verify(suite)).to.deep.equal([]);
    // Both of the first job, the three that were to vote, and the one that did not acknowledge.
    expect(slashed.length).to.equal(6);
  });

  it("finds what nobody was owed", async () => {
    const suite = await networkHelpers.loadFixture(runFixture);
    const { escrow, market, consumer } = suite;
    await registerJob(suite);
    const held = await escrow.heldBy(market, ZeroAddress);
    await networkHelpers.impersonateAccount(await market.getAddress());
    await networkHelpers.setBalance(await market.getAddress(), 10n ** 18n);
    const thief = await connection.ethers.getSigner(await market.getAddress());

    await escrow.connect(thief).release(ZeroAddress, [{ to: consumer, amount: 1n }]);

    const client = await clientOf(suite);
    const { findings, movements } = await verifyJobs(client);
    const wrong = await verifyLedger(client, [], [movements]);
    expect(findings).to.deep.equal([]);
    expect(wrong.map(({ subject }) => subject)).to.deep.equal([
      `credit of ${consumer.address} in ${ZeroAddress}`,
      `held by the jobs in ${ZeroAddress}`,
    ]);
    expect(wrong[1]?.found).to.equal(String(held - 1n));
  });
});
