import { expect } from "chai";
import { network } from "hardhat";

import {
  agreeOnTerms,
  type AttestationSuite,
  challenge,
  claim,
  deployAttestation,
  join,
  passDisputePeriod,
  type PreparedTask,
  resolve,
  submit,
  uphold,
} from "../../helpers/attestation.ts";
import { rebuildAttestation } from "../../helpers/rebuildAttestation.ts";
import { storedAttestation } from "../../helpers/storedAttestation.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function agreedFixture(): Promise<AttestationSuite> {
  const suite = await deployAttestation(connection);
  await agreeOnTerms(suite, suite.attesters);
  await agreeOnTerms(suite, suite.attesters, { jails: false });
  return suite;
}

/** Takes each step, and compares before the first and after each. */
async function expectTold(suite: AttestationSuite, { id }: PreparedTask, steps: (() => Promise<unknown>)[]) {
  for (const step of [() => Promise.resolve(), ...steps]) {
    await step();
    expect(await rebuildAttestation(suite, id)).to.deep.equal(await storedAttestation(suite, id));
  }
}

describe("AttestationCenter: events alone rebuild a task", () => {
  it("that was approved and paid", async () => {
    const suite = await networkHelpers.loadFixture(agreedFixture);
    const { attesters } = suite;
    const task = await submit(suite);

    await expectTold(suite, task, [
      () => passDisputePeriod(suite, task),
      ...attesters.map((attester) => () => claim(suite, attester, [task])),
    ]);
  });

  it("that was rejected, punished and paid from that", async () => {
    const suite = await networkHelpers.loadFixture(agreedFixture);
    const { center, attesters } = suite;
    const task = await submit(suite, { isApproved: false, voters: attesters.slice(1, 3) });

    await expectTold(suite, task, [
      () => passDisputePeriod(suite, task),
      () => center.slashPerformer(task.id),
      () => claim(suite, attesters[1]!, [task]),
      () => claim(suite, attesters[2]!, [task]),
    ]);
  });

  it("that was challenged, overturned and punished", async () => {
    const suite = await networkHelpers.loadFixture(agreedFixture);
    const { center, attesters } = suite;
    const task = await submit(suite, { voters: attesters.slice(0, 3) });

    await expectTold(suite, task, [
      () => challenge(suite, task),
      () => resolve(suite, task, attesters.slice(1)),
      () => passDisputePeriod(suite, task),
      () => center.slashIncorrectAttestation(task.id, 0),
      () => center.slashPerformer(task.id),
    ]);
  });

  it("that was overturned, and joined by who was left out", async () => {
    const suite = await networkHelpers.loadFixture(agreedFixture);
    const { attesters } = suite;
    const task = await submit(suite);

    await expectTold(suite, task, [
      () => challenge(suite, task),
      () => resolve(suite, task, attesters.slice(1)),
      () => join(suite, task, attesters.slice(0, 1)),
    ]);
  });

  it("that was challenged, upheld and paid, by operators that have left since", async () => {
    const suite = await networkHelpers.loadFixture(agreedFixture);
    const { registry, attesters, pool } = suite;
    const task = await submit(suite);

    await expectTold(suite, task, [
      () => challenge(suite, task),
      () => registry.connect(attesters[0]!.signer).leavePool(pool),
      () => uphold(suite, task),
      () => networkHelpers.mine(1),
      () => claim(suite, attesters[3]!, [task]),
      () => claim(suite, attesters[0]!, [task]),
    ]);
  });
});
