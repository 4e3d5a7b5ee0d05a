import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { id as hashText, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { createMusterClient, type MusterClient } from "../../../sdk/client/musterClient.ts";
import { acknowledgeJob } from "../../../sdk/jobs/acknowledgeJob.ts";
import { advertise } from "../../../sdk/jobs/advertise.ts";
import { cancelJob } from "../../../sdk/jobs/cancelJob.ts";
import { collectPay } from "../../../sdk/jobs/collectPay.ts";
import { countMissed } from "../../../sdk/jobs/countMissed.ts";
import { declineJob } from "../../../sdk/jobs/declineJob.ts";
import { matchJob } from "../../../sdk/jobs/matchJob.ts";
import { publishTemplate } from "../../../sdk/jobs/publishTemplate.ts";
import { readJob } from "../../../sdk/jobs/readJob.ts";
import { readOffer } from "../../../sdk/jobs/readOffer.ts";
import { registerJob } from "../../../sdk/jobs/registerJob.ts";
import { releaseUnacknowledged } from "../../../sdk/jobs/releaseUnacknowledged.ts";
import { reportExecution } from "../../../sdk/jobs/reportExecution.ts";
import { scheduleFor } from "../../../sdk/jobs/scheduleFor.ts";
import { settleJob } from "../../../sdk/jobs/settleJob.ts";
import { withdrawAdvertisement } from "../../../sdk/jobs/withdrawAdvertisement.ts";
import { jobDefaults } from "../../helpers/jobs.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployTestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { duration, interval, reward, stake } = jobDefaults;
const fee = 10n ** 14n;
const executions = 2n;
/** Seconds; longer than the time to acknowledge of a default deployment. */
const lead = 900n;

describe("the jobs of the package, on the suite as it is deployed", () => {
  async function deploy() {
    const suite = await deployTestSuite(connection, 0);
    const [, , , processor, matcher] = (await ethers.getSigners()) as HardhatEthersSigner[];
    const as = (runner: HardhatEthersSigner): MusterClient =>
      createMusterClient({ deployment: suite.deployment, runner });
    const { registry, jobs } = suite;
    await registry.connect(processor!).register([], processor!, "");
    const operator = await registry.operatorOf(processor!);
    await registry.stake(operator, stake, { value: stake });
    await registry.connect(processor!).joinPool(await jobs.pool(), "0x");
    await advertise(as(processor!), { baseFee: fee });
    return { suite, operator, consumer: as(suite.actor), processor: as(processor!), matcher: as(matcher!) };
  }
  async function registered() {
    const given = await networkHelpers.loadFixture(deploy);
    const startTime = (BigInt(await networkHelpers.time.latest()) + lead) * 1_000n;
    const schedule = scheduleFor({ startTime, interval, duration, executions });
    const terms = { script: hashText("script"), schedule, reward };
    const job = await registerJob(given.consumer, { terms, details: { scriptUri: "ipfs://script" } });
    const slots = [{ processor: given.operator, startDelay: 0n }];
    return { ...given, ...job, slots, schedule };
  }

  it("go from the registration to the payment", async () => {
    const { suite, operator, consumer, processor, matcher, id, terms, slots, schedule } = await registered();
    expect(await suite.jobs.jobIdOf(terms)).to.equal(id);
    expect((await readJob(consumer, { id })).status).to.equal("Open");

    await matchJob(matcher, { id, slots });
    expect((await readOffer(consumer, { processor: operator })).commitments).to.deep.equal([
      { start: schedule.startTime, interval, duration, count: executions },
    ]);
    await acknowledgeJob(processor, { id, slot: 0n });
    await networkHelpers.time.increaseTo(schedule.startTime / 1_000n);
    await reportExecution(processor, { id, slot: 0n, execution: 0n, isSuccess: true, outputHash: hashText("output") });
    await collectPay(matcher, { id, slot: 0n });
    expect(await suite.escrow.creditOf(await suite.registry.rewardsReceiverOf(operator), ZeroAddress)).to.equal(fee);

    await networkHelpers.time.increase(86_400n);
    await countMissed(matcher, { id, slot: 0n });
    await settleJob(matcher, { id });
    const job = await readJob(consumer, { id });
    expect([job.status, job.slots[0]!.successes, job.slots[0]!.next]).to.deep.equal(["Done", 1n, 2n]);
    expect(job.details.scriptUri).to.equal("ipfs://script");
    expect(await suite.escrow.heldBy(suite.jobs, ZeroAddress)).to.equal(0n);
  });

  it("come back where processors decline or fall silent, and end where nobody wants them", async () => {
    const { suite, processor, consumer, matcher, id, slots } = await registered();
    await matchJob(matcher, { id, slots });
    await declineJob(processor, { id, slot: 0n });
    await matchJob(matcher, { id, slots });
    await networkHelpers.time.increase((await suite.jobs.settings()).ackWindow);
    await releaseUnacknowledged(consumer, { id });
    await cancelJob(consumer, { id });
    expect((await readJob(consumer, { id })).status).to.equal("Cancelled");
  });

  it("run templates, and offers come and go", async () => {
    const { suite, consumer, processor, operator } = await networkHelpers.loadFixture(deploy);
    const script = hashText("template");
    const published = await publishTemplate(consumer, {
      script,
      scriptUri: "ipfs://template",
      description: "Fetches.",
    });
    expect(await suite.jobTemplates.scriptOf(published.template)).to.equal(script);
    await withdrawAdvertisement(processor);
    expect((await readOffer(consumer, { processor: operator })).isActive).to.equal(false);
  });

  it("are refused with a reason and a remedy", async () => {
    const { consumer } = await networkHelpers.loadFixture(deploy);
    const schedule = { startTime: 0n, endTime: 1n, interval: 0n, duration, maxStartDelay: 0n };
    const error = await rejectionOf(registerJob(consumer, { terms: { script: hashText("script"), schedule, reward } }));
    expect(error).to.include({ code: "JOB_BAD_SCHEDULE" });
  });
});
