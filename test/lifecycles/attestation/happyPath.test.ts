import { expect } from "chai";
import { network } from "hardhat";

import {
  attestedIdOf,
  type AttestationSuite,
  claim,
  deployAttestation,
  passDisputePeriod,
  PHASE,
  prepareTask,
  send,
  STATUS,
  submit,
  voteDigest,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const { attesterFee, performerFee, aggregatorFee, definitionFunds } = defaults;

async function suiteFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

describe("AttestationCenter: a task from its submission to its rewards", () => {
  it("signs what the center hashes", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, attesters, committee } = suite;
    const { id, info } = await prepareTask(suite);
    const ballot = { task: id, isApproved: true, phase: PHASE.Dispute, aggregator: attesters[2]!.signer.address };

    expect(await center.taskIdOf(info)).to.equal(attestedIdOf(suite, info));
    expect(await center.voteDigestOf(id, true, ballot.phase, ballot.aggregator, committee)).to.equal(
      voteDigest(suite, { ...ballot, committee }),
    );
  });

  it("approves a task that all attesters signed", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, attesters, definition } = suite;
    const task = await prepareTask(suite);
    const { proofOfTask, data, taskPerformer } = task.info;

    const submitted = send(suite, task);

    await expect(submitted).to.emit(center, "TaskMoved").withArgs(task.id, STATUS.None, STATUS.Approved);
    await expect(submitted)
      .to.emit(center, "TaskSubmitted")
      .withArgs(
        task.id,
        definition,
        taskPerformer,
        attesters[1]!.signer.address,
        proofOfTask,
        data,
        Object.values(task.details),
      );
    expect(await center.statusOf(task.id)).to.equal(STATUS.Approved);
  });

  it("pays performer, aggregator and attesters once the dispute period is over", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, escrow, attesters, native, definition } = suite;
    const held = await escrow.heldBy(center, native);
    const task = await submit(suite);
    await passDisputePeriod(suite, task);

    for (const attester of attesters) await claim(suite, attester, [task]);

    const credits = await Promise.all(attesters.map(({ signer }) => escrow.creditOf(signer, native)));
    expect(credits).to.deep.equal([attesterFee + performerFee, attesterFee + aggregatorFee, attesterFee, attesterFee]);
    const cost = 4n * attesterFee + performerFee + aggregatorFee;
    expect(held - (await escrow.heldBy(center, native))).to.equal(cost);
    expect((await center.taskDefinitionOf(definition)).funds).to.equal(definitionFunds - cost);
    expect(await center.statusOf(task.id)).to.equal(STATUS.Finalized);
  });
});
