import { expect } from "chai";
import { id as hashText, ZeroHash } from "ethers";
import { network } from "hardhat";

import { hashParametersCommitment } from "../../../sdk/inference/hashParametersCommitment.ts";
import { mineBefore } from "../../helpers/dispatchMoves.ts";
import {
  asCreator,
  creditsOf,
  failures,
  FAR,
  playGroup,
  playSiblings,
  SCORE,
  specOf,
  storedStatuses,
} from "../../helpers/inferenceGroups.ts";
import {
  createTask,
  deployInference,
  drawSampled,
  drawTasks,
  inferenceDefaults,
  type InferenceSuite,
  memberOf,
  nodeOf,
  proveSampling,
  scoreTask,
  submitScore,
  type TestTask,
  uploadParameters,
  uploadResult,
  validateGroup,
  validateSingle,
} from "../../helpers/inferenceMarket.ts";
import type { TestOperator } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { fee, nodeStake, sampling, periods } = inferenceDefaults;
const SLASHED = (nodeStake * BigInt(sampling.slashBps)) / 10_000n;

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection, { sampling: { samplingModulus: 2 } });
}

/** Whoever attacks: an application, nodes, or both. */
interface Party {
  readonly application?: boolean;
  readonly nodes?: readonly TestOperator[];
}

describe("InferenceMarket: what attacks earn, in wei", () => {
  let suite: InferenceSuite;
  let entry: bigint;
  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(fixture);
    entry = await suite.beacon.entryFee();
  });

  /** Credit and stake of a party. Gas, which every course costs, is left out. */
  async function worthOf({ application = false, nodes = [] }: Party): Promise<bigint> {
    const accounts = [...(application ? [suite.application] : []), ...nodes.map(({ signer }) => signer)];
    const stakes = await Promise.all(nodes.map(({ operator }) => suite.registry.slashableOf(operator)));
    return stakes.reduce((sum, stake) => sum + stake, await creditsOf(suite, accounts));
  }

  /** How much a party is better off after a course of things, which is undone. */
  async function changeOf(party: Party, course: () => Promise<unknown>): Promise<bigint> {
    const snapshot = await networkHelpers.takeSnapshot();
    const before = await worthOf(party);
    await course();
    const change = (await worthOf(party)) - before;
    await snapshot.restore();
    return change;
  }

  /** Lets a task's stage run out, and ends it. */
  async function letExpire(task: TestTask): Promise<void> {
    const { market, stranger } = suite;
    await mineBefore(suite, await market.deadlineOf(task.id));
    await market.connect(stranger).abortTask(task.id, task.file as never);
  }

  /** Siblings, validation and upload, as an honest application and honest nodes do. */
  async function goOnHonestly(first: TestTask): Promise<void> {
    const tasks = [first, ...(await playSiblings(suite, first, [SCORE, SCORE]))];
    await validateGroup(suite, tasks);
    await uploadResult(suite, first, tasks);
  }

  async function serve(task: TestTask): Promise<void> {
    await uploadParameters(suite, task);
    await submitScore(suite, task, SCORE);
  }

  const only = async (kept: TestOperator, course: () => Promise<TestTask>): Promise<TestTask> => {
    const others = suite.nodes.filter(({ operator }) => operator !== kept.operator);
    for (const { signer } of others) await suite.market.connect(signer).pauseNode();
    const task = await course();
    for (const { signer } of others) await suite.market.connect(signer).resumeNode();
    return task;
  };

  describe("an application that samples anew until it is not sampled", () => {
    const attacker: Party = { application: true };

    it("pays another fee for each task that it drops, which is more than checking costs", async () => {
      const first = await scoreTask(suite, true, {}, SCORE);
      const honest = await changeOf(attacker, () => goOnHonestly(first));
      const attack = await changeOf(attacker, async () => {
        const again = await drawSampled(suite, false, specOf(first));
        await serve(again);
        await validateSingle(suite, again);
        await uploadResult(suite, again);
        await letExpire(first);
      });

      expect(honest).to.equal(-4n * entry);
      expect(attack).to.equal(-(fee + 2n * entry));
      expect(attack < honest).to.equal(true);
    });

    it("pays for all that it posts at once to keep the one that is not sampled", async () => {
      const honest = await changeOf(attacker, async () => {
        const task = await drawSampled(suite, false);
        await serve(task);
        await validateSingle(suite, task);
        await uploadResult(suite, task);
      });
      const attack = await changeOf(attacker, async () => {
        const dropped = await scoreTask(suite, true, {}, SCORE);
        const second = await createTask(suite, specOf(dropped), dropped.guid);
        await drawTasks(suite, second);
        await serve(second);
        const kept = await drawSampled(suite, false, specOf(dropped));
        await serve(kept);
        await validateSingle(suite, kept);
        await uploadResult(suite, kept);
        for (const task of [dropped, second]) await letExpire(task);
      });

      expect(honest).to.equal(-(fee + 2n * entry));
      expect(attack).to.equal(3n * honest);
    });

    it("pays the beacon for taking back what no seed has chosen for yet", async () => {
      const attack = await changeOf(attacker, async () => {
        const task = await createTask(suite);
        await suite.market.connect(suite.application).abortTask(task.id, task.file as never);
      });
      expect(attack).to.equal(-2n * entry);
    });
  });

  describe("openings that are withheld", () => {
    let tasks: TestTask[];
    beforeEach(async () => {
      tasks = await playGroup(suite, [SCORE, SCORE, SCORE]);
    });

    /** Discloses the group as if some scores had not been told, and settles it when their time is over. */
    async function disclose(hidden: readonly number[], opened: readonly number[] = []): Promise<void> {
      const { market, application, stranger } = suite;
      const ids = tasks.map(({ id }) => id) as never;
      const members = tasks.map(memberOf);
      const told = members.map((member, index) =>
        hidden.includes(index) ? { ...member, opening: { score: "0x", salt: ZeroHash } } : member,
      );
      const { guid, parametersHash } = tasks[0]!;
      const { proof } = await proveSampling(suite, tasks[0]!);
      await market.connect(application).validateTaskGroup(ids, told as never, guid, parametersHash, proof);
      for (const index of opened) await market.connect(stranger).openScore(ids, index, members[index] as never);
      await networkHelpers.mine(periods.opening);
      const known = members.map((member, index) => (opened.includes(index) ? member : told[index]!));
      await market.connect(stranger).settleGroup(ids, known as never);
    }

    const finish = async () => {
      await validateGroup(suite, tasks);
      await uploadResult(suite, tasks[0]!, tasks);
    };

    it("cost a node its stake where two others agree", async () => {
      const attacker: Party = { nodes: [await nodeOf(suite, tasks[2]!)] };
      const honest = await changeOf(attacker, finish);
      const attack = await changeOf(attacker, () => disclose([2]));

      expect(honest).to.equal(fee / 3n);
      expect(attack).to.equal(-SLASHED);
    });

    it("cost two nodes of one owner their pay", async () => {
      const attacker: Party = { nodes: [await nodeOf(suite, tasks[1]!), await nodeOf(suite, tasks[2]!)] };
      const honest = await changeOf(attacker, finish);
      const attack = await changeOf(attacker, () => disclose([1, 2]));

      expect(honest).to.equal(2n * (fee / 3n));
      expect(attack).to.equal(0n);
    });

    it("gain an application nothing that claims it was not told, since the node opens its score itself", async () => {
      const attacker: Party = { application: true };
      const honest = await changeOf(attacker, finish);
      const attack = await changeOf(attacker, () => disclose([2], [2]));
      expect([honest, attack]).to.deep.equal([2n * fee, 2n * fee]);
      await disclose([2], [2]);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndGroupRefund"]);
    });

    it("cost an application two fees that discloses nothing", async () => {
      const attacker: Party = { application: true };
      const honest = await changeOf(attacker, finish);
      const attack = await changeOf(attacker, async () => {
        for (const task of tasks) await letExpire(task);
      });
      expect(honest - attack).to.equal(2n * fee);
      expect(attack).to.equal(0n);
    });
  });

  describe("an application that frames a node by garbage parameters", () => {
    const attacker: Party = { application: true };

    it("pays the beacon, and harms nobody, where the node looks at what it gets", async () => {
      const task = await drawSampled(suite, false);
      const victim = await nodeOf(suite, task);
      const reports = async () => {
        await uploadParameters(suite, task);
        await suite.market.connect(victim.signer).reportError(task.id, failures.ParametersMismatch);
        await validateSingle(suite, task);
      };
      // The fee was held when the task was created, along with two entries that stay spent.
      expect(await changeOf(attacker, reports)).to.equal(fee);
      expect(await changeOf({ nodes: [victim] }, reports)).to.equal(0n);
    });

    it("gains nothing in a group, since a mismatch is no lie", async () => {
      const first = await scoreTask(suite, true, {}, SCORE);
      const honest = await changeOf(attacker, () => goOnHonestly(first));
      const frame = async () => {
        const tasks = [first, ...(await playSiblings(suite, first, [SCORE, failures.ParametersMismatch]))];
        await validateGroup(suite, tasks);
        await uploadResult(suite, first, tasks.slice(0, 2));
      };
      expect(await changeOf(attacker, frame)).to.equal(honest);
      expect(await changeOf({ nodes: suite.nodes }, frame)).to.equal(fee);
    });

    it("gains nothing from a node that computes whatever it gets, and loses its stake to the treasury", async () => {
      const { registry, escrow, native } = suite;
      const first = await scoreTask(suite, true, {}, SCORE);
      const honest = await changeOf(attacker, () => goOnHonestly(first));
      const treasury = await registry.treasury();
      let earned = 0n;
      const attack = await changeOf(attacker, async () => {
        const before = await escrow.creditOf(treasury, native);
        const tasks = [first, ...(await playSiblings(suite, first, [SCORE, FAR]))];
        await validateGroup(suite, tasks);
        earned = (await escrow.creditOf(treasury, native)) - before;
      });
      expect(attack).to.equal(honest);
      expect(earned).to.equal(SLASHED);
    });

    it("pays three fees where it commits to garbage for one of three, which it can then not disclose", async () => {
      const first = await scoreTask(suite, true, {}, SCORE);
      const honest = await changeOf(attacker, () => goOnHonestly(first));
      const salt = hashText("another salt");
      const garbage = hashParametersCommitment({ parametersHash: hashText("garbage"), salt });
      const attack = await changeOf(attacker, async () => {
        const framed = await createTask(suite, { ...specOf(first), parametersCommitment: garbage }, first.guid);
        const other = await createTask(suite, specOf(first), first.guid);
        await drawTasks(suite, framed, other);
        for (const task of [framed, other]) await serve(task);
        await expect(validateGroup(suite, [first, { ...framed, parametersSalt: salt }, other]))
          .to.be.revertedWithCustomError(suite.market, "InferenceWrongOpening")
          .withArgs(framed.id);
        for (const task of [first, framed, other]) await letExpire(task);
      });
      expect(attack).to.equal(-(2n * fee + 4n * entry));
      expect(attack < honest).to.equal(true);
    });
  });

  describe("three nodes of one owner", () => {
    /** An application and three nodes, against the fourth, which is drawn first. */
    async function gangUp(): Promise<{
      readonly gang: Party;
      readonly victim: TestOperator;
      readonly first: TestTask;
    }> {
      const [victim, ...nodes] = suite.nodes;
      const first = await only(victim!, () => drawSampled(suite, true));
      await serve(first);
      return { gang: { application: true, nodes }, victim: victim!, first };
    }

    async function accuse(first: TestTask): Promise<TestTask[]> {
      const tasks = [first, ...(await playSiblings(suite, first, [FAR, FAR]))];
      await validateGroup(suite, tasks);
      await uploadResult(suite, tasks[1]!, tasks.slice(1));
      return tasks;
    }

    it("pay the beacon for burning another's stake, of which they get nothing", async () => {
      const start = await worthOf({ application: true, nodes: suite.nodes.slice(1) });
      const { gang, victim, first } = await gangUp();
      await accuse(first);
      expect((await worthOf(gang)) - start).to.equal(-6n * entry);
      expect(await suite.registry.slashableOf(victim.operator)).to.equal(nodeStake - SLASHED);
    });

    it("cannot even burn it where so few have joined", async () => {
      suite = await deployInference(connection, { sampling: { samplingModulus: 2, minSeatsToSlash: 5 } });
      const start = await worthOf({ application: true, nodes: suite.nodes.slice(1) });
      const { gang, victim, first } = await gangUp();
      const tasks = await accuse(first);
      expect((await worthOf(gang)) - start).to.equal(-6n * entry);
      expect(await suite.registry.slashableOf(victim.operator)).to.equal(nodeStake);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(["EndAborted", "EndGroupSuccess", "EndGroupRefund"]);
    });

    it("earn no more by agreeing on a lie than by computing", async () => {
      const others = await asCreator(suite, suite.stranger);
      const [idle] = suite.nodes;
      await suite.market.connect(idle!.signer).pauseNode();
      const gang: Party = { nodes: suite.nodes.slice(1) };
      const play = (score: string) => async () => {
        const tasks = await playGroup(others, [score, score, score]);
        await validateGroup(others, tasks);
        await uploadResult(others, tasks[0]!, tasks);
      };
      const honest = await changeOf(gang, play(SCORE));
      const attack = await changeOf(gang, play(FAR));
      expect([honest, attack]).to.deep.equal([fee, fee]);
    });

    it("lose a stake as soon as one of them stands against two that compute", async () => {
      const [liar] = suite.nodes;
      const gang: Party = { nodes: [liar!] };
      const first = await only(liar!, () => drawSampled(suite, true));
      await uploadParameters(suite, first);
      await submitScore(suite, first, FAR);
      const attack = await changeOf(gang, async () => {
        const tasks = [first, ...(await playSiblings(suite, first, [SCORE, SCORE]))];
        await validateGroup(suite, tasks);
      });
      expect(attack).to.equal(-SLASHED);
    });
  });
});
