import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import type { Contract } from "ethers";
import { network } from "hardhat";

import {
  agreeOnTerms,
  type AttestationSuite,
  challenge,
  deployAttestation,
  disputeVotes,
  passDisputePeriod,
  PHASE,
  prepareTask,
  type PreparedTask,
  resolve,
  send,
  STATUS,
  submit,
  uphold,
  vote,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { mineBefore, nextBlock } from "../../helpers/dispatchMoves.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

type Status = keyof typeof STATUS;

/** A task in some status. Seat 0 is on the losing side when it is overturned. */
interface Case {
  readonly suite: AttestationSuite;
  readonly task: PreparedTask;
}

/** A call as it is sent. */
interface Call {
  readonly from: HardhatEthersSigner;
  readonly data: string;
  readonly value?: bigint;
}

/** Each function that acts on a task, called by whoever may. */
const calls: Record<string, (given: Case) => Call | Promise<Call>> = {
  submitTask: ({ suite, task: { info, details, aggregator } }) => ({
    from: aggregator.signer,
    data: suite.center.interface.encodeFunctionData("submitTask", [info, details]),
  }),
  challengeTask: async ({ suite, task }) => ({
    from: suite.stranger,
    data: suite.center.interface.encodeFunctionData("challengeTask", [task.id]),
    value: await suite.center.challengeBond(),
  }),
  resolveChallenge: ({ suite, task }) => {
    const { signers, signature } = disputeVotes(suite, task, suite.attesters.slice(1));
    const data = suite.center.interface.encodeFunctionData("resolveChallenge", [task.id, signers, signature]);
    return { from: suite.stranger, data };
  },
  joinOverturn: ({ suite, task }) => {
    const { signers, signature } = disputeVotes(suite, task, suite.attesters.slice(0, 1));
    const data = suite.center.interface.encodeFunctionData("joinOverturn", [task.id, signers, signature]);
    return { from: suite.stranger, data };
  },
  closeChallenge: ({ suite, task }) => ({
    from: suite.stranger,
    data: suite.center.interface.encodeFunctionData("closeChallenge", [task.id]),
  }),
  slashDoubleAttestation: ({ suite, task }) => {
    const { center, attesters, committee } = suite;
    const aggregator = attesters[1]!.signer.address;
    const [approval, rejection] = [true, false].map((isApproved) => {
      const ballot = { task: task.id, isApproved, phase: PHASE.Submission, aggregator, committee };
      return { committee, seat: 3, aggregator, signature: vote(suite, attesters[3]!, ballot) };
    });
    const data = center.interface.encodeFunctionData("slashDoubleAttestation", [
      task.info,
      PHASE.Submission,
      approval!,
      rejection!,
    ]);
    return { from: suite.stranger, data };
  },
  slashIncorrectAttestation: ({ suite, task }) => ({
    from: suite.stranger,
    data: suite.center.interface.encodeFunctionData("slashIncorrectAttestation", [task.id, 0]),
  }),
  slashPerformer: ({ suite, task }) => ({
    from: suite.stranger,
    data: suite.center.interface.encodeFunctionData("slashPerformer", [task.id]),
  }),
  claimRewards: ({ suite, task }) => ({
    from: suite.stranger,
    data: suite.center.interface.encodeFunctionData("claimRewards", [1, [{ id: task.id, seat: 0 }]]),
  }),
};

interface Refusal {
  readonly contract: { readonly interface: unknown };
  readonly error: string;
  readonly values: readonly unknown[];
}
type Verdict = "goes through" | ((given: Case) => Refusal | Promise<Refusal>);

const wrongStatus =
  (status: Status): Verdict =>
  ({ suite, task }) => ({
    contract: suite.center,
    error: "AttestationWrongStatus",
    values: [task.id, STATUS[status]],
  });
/** Only a challenged task is upheld; Finalized is never stored, so that row's task is still Approved in storage. */
const cannotBeUpheld =
  (status: Status): Verdict =>
  ({ suite, task }) => ({
    contract: suite.center,
    error: "AttestationBadMove",
    values: [task.id, STATUS[status === "Finalized" ? "Approved" : status], STATUS.Upheld],
  });
const exists: Verdict = ({ suite, task }) => ({
  contract: suite.center,
  error: "AttestationTaskExists",
  values: [task.id],
});
const noSuchSeat: Verdict = ({ suite }) => ({
  contract: suite.committees,
  error: "CommitteeNoSuchSeat",
  values: [0n, 0n],
});
const tooEarly: Verdict = async ({ suite, task }) => {
  const [{ decidedAt }] = await suite.center.recordOf(task.id);
  const deadline = decidedAt + defaults.disputePeriodBlocks;
  return { contract: suite.center, error: "AttestationWrongTime", values: [task.id, await nextBlock(suite), deadline] };
};

/** What each status refuses unless a row says otherwise. A double vote is an offence whatever became of the task. */
function rowOf(status: Status): Record<string, Verdict> {
  const refused = wrongStatus(status);
  return {
    submitTask: exists,
    challengeTask: refused,
    resolveChallenge: refused,
    joinOverturn: refused,
    closeChallenge: cannotBeUpheld(status),
    slashDoubleAttestation: "goes through",
    slashIncorrectAttestation: refused,
    slashPerformer: refused,
    claimRewards: refused,
  };
}

const matrix: Record<Status, Record<string, Verdict>> = {
  None: { ...rowOf("None"), submitTask: "goes through", claimRewards: noSuchSeat },
  Approved: { ...rowOf("Approved"), challengeTask: "goes through" },
  Rejected: { ...rowOf("Rejected"), challengeTask: "goes through" },
  Challenged: { ...rowOf("Challenged"), resolveChallenge: "goes through", closeChallenge: tooEarly },
  Overturned: {
    ...rowOf("Overturned"),
    joinOverturn: "goes through",
    slashIncorrectAttestation: tooEarly,
    slashPerformer: "goes through",
  },
  Upheld: rowOf("Upheld"),
  Finalized: { ...rowOf("Finalized"), claimRewards: "goes through" },
};

async function noneFixture(): Promise<Case> {
  const suite = await deployAttestation(connection);
  await agreeOnTerms(suite, suite.attesters);
  return { suite, task: await prepareTask(suite, { voters: suite.attesters.slice(0, 3) }) };
}

async function approvedFixture(): Promise<Case> {
  const given = await noneFixture();
  await send(given.suite, given.task);
  return given;
}

async function rejectedFixture(): Promise<Case> {
  const { suite } = await noneFixture();
  return { suite, task: await submit(suite, { isApproved: false, voters: suite.attesters.slice(0, 2) }) };
}

async function challengedFixture(): Promise<Case> {
  const given = await approvedFixture();
  await challenge(given.suite, given.task);
  return given;
}

async function overturnedFixture(): Promise<Case> {
  const given = await challengedFixture();
  await resolve(given.suite, given.task, given.suite.attesters.slice(1));
  return given;
}

/** A challenged task that the next call's own transaction upholds first: a block later it reads as Finalized. */
async function upheldFixture(): Promise<Case> {
  const given = await challengedFixture();
  await passDisputePeriod(given.suite, given.task);
  return given;
}

async function finalizedFixture(): Promise<Case> {
  const given = await approvedFixture();
  await passDisputePeriod(given.suite, given.task);
  await networkHelpers.mine(1);
  return given;
}

const fixtures: Record<Status, () => Promise<Case>> = {
  None: noneFixture,
  Approved: approvedFixture,
  Rejected: rejectedFixture,
  Challenged: challengedFixture,
  Overturned: overturnedFixture,
  Upheld: upheldFixture,
  Finalized: finalizedFixture,
};

/** Sends a call; if the task is to be upheld first, from an account that does both in one transaction. */
async function sendCall(status: Status, { suite }: Case, { from, data, value = 0n }: Call, task: PreparedTask) {
  const to = await suite.center.getAddress();
  if (status !== "Upheld") return from.sendTransaction({ to, data, value });
  const account = (await ethers.deployContract("AccountMock")) as unknown as Contract;
  const close = suite.center.interface.encodeFunctionData("closeChallenge", [task.id]);
  return account.actAll!([to, to], [close, data]);
}

describe("AttestationCenter: functions and statuses", () => {
  for (const status of Object.keys(STATUS) as Status[]) {
    describe(`given a task that is ${status}`, () => {
      // Upheld has a test of its own.
      if (status !== "Upheld") {
        it("tells the status", async () => {
          const { suite, task } = await networkHelpers.loadFixture(fixtures[status]);

          expect(await suite.center.statusOf(task.id)).to.equal(STATUS[status]);
        });
      }

      for (const [name, call] of Object.entries(calls)) {
        const verdict = matrix[status][name];
        if (verdict === undefined) throw new Error(`The matrix has no cell for ${name} of ${status}.`);
        if (verdict === "goes through") {
          it(`lets ${name} through`, async () => {
            const given = await networkHelpers.loadFixture(fixtures[status]);

            await expect(sendCall(status, given, await call(given), given.task)).to.not.revert(ethers);
          });
          continue;
        }
        it(`refuses ${name}`, async () => {
          const given = await networkHelpers.loadFixture(fixtures[status]);
          const { contract, error, values } = await verdict(given);

          await expect(sendCall(status, given, await call(given), given.task))
            .to.be.revertedWithCustomError(contract as Contract, error)
            .withArgs(...values);
        });
      }
    });
  }

  it("tells that a task is Upheld in the block that upheld it, and Finalized in the next", async () => {
    const { suite, task } = await networkHelpers.loadFixture(challengedFixture);

    await expect(uphold(suite, task))
      .to.emit(suite.center, "TaskMoved")
      .withArgs(task.id, STATUS.Challenged, STATUS.Upheld);

    const [{ status }] = await suite.center.recordOf(task.id);
    expect(status).to.equal(STATUS.Upheld);
    await networkHelpers.mine(1);
    expect(await suite.center.statusOf(task.id)).to.equal(STATUS.Finalized);
  });

  it("tells of each move once", async () => {
    const { suite, task } = await networkHelpers.loadFixture(overturnedFixture);
    const moves = await suite.center.queryFilter(suite.center.filters.TaskMoved(task.id));

    expect(moves.map(({ args }) => [args.from, args.to])).to.deep.equal([
      [STATUS.None, STATUS.Approved],
      [STATUS.Approved, STATUS.Challenged],
      [STATUS.Challenged, STATUS.Overturned],
    ]);
  });

  for (const status of ["Approved", "Rejected"] as const) {
    it(`reads ${status} as Finalized from the end of the dispute period, and not a block earlier`, async () => {
      const { suite, task } = await networkHelpers.loadFixture(fixtures[status]);
      const [{ decidedAt }] = await suite.center.recordOf(task.id);
      const end = decidedAt + defaults.disputePeriodBlocks;

      await mineBefore(suite, end);
      expect(await suite.center.statusOf(task.id)).to.equal(STATUS[status]);
      await networkHelpers.mine(1);
      expect(await suite.center.statusOf(task.id)).to.equal(STATUS.Finalized);
    });
  }

  it("keeps a task Challenged until somebody closes the challenge, however long that takes", async () => {
    const { suite, task } = await networkHelpers.loadFixture(upheldFixture);
    await networkHelpers.mine(Number(defaults.disputePeriodBlocks));

    expect(await suite.center.statusOf(task.id)).to.equal(STATUS.Challenged);
    await expect(suite.center.connect(suite.stranger).closeChallenge(task.id)).to.emit(suite.center, "TaskUpheld");
  });
});
