import { expect } from "chai";
import { Wallet } from "ethers";
import { network } from "hardhat";

import { castVote } from "../../../sdk/attestation/castVote.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { AggregatorRefusedError } from "../../../services/operator/aggregator/aggregatorRefusedError.ts";
import { voteMessage } from "../../../services/operator/messages/voteMessage.ts";
import { type SignedTask, signedTask } from "../../../services/operator/tasks/signedTask.ts";
import { TaskRefusedError } from "../../../services/operator/tasks/taskRefusedError.ts";
import {
  type Attester,
  type AttestationSuite,
  buildTask,
  createDefinition,
  deployAttestation,
  signTask,
  submit,
  type TestTaskInfo,
} from "../../helpers/attestation.ts";
import { testSecret } from "../../helpers/blsSigners.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { roleBench } from "../../helpers/roleBench.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** Of retries and repetitions, in milliseconds of a clock that the tests turn. */
const STEP = 1_000;
const LIFETIME = 600 * STEP;

async function freshSuite(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

describe("weaknesses that operator nodes keep out", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof roleBench>;
  let aggregator: Attester;
  let attester: Attester;
  let performer: Attester;

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
    bench = roleBench(suite);
    [aggregator, attester, performer] = suite.attesters as [Attester, Attester, Attester];
  });

  afterEach(() => bench.end());

  const networkOf = ({ deployment: { chainId, addresses } }: Pick<AttestationSuite, "deployment">) => ({
    chainId: BigInt(chainId),
    center: addresses.center,
  });

  /** A task of the performer, signed for some deployment. */
  async function taskOf(changes: Partial<TestTaskInfo> = {}, signedFor: AttestationSuite = suite): Promise<SignedTask> {
    const info = buildTask(suite, { taskPerformer: performer.signer.address, ...changes });
    const signature = await signTask(signedFor, info, performer.signer);
    return signedTask(networkOf(suite), { ...info, taskDefinitionId: Number(info.taskDefinitionId) }, signature);
  }

  const questionOn = (task: SignedTask, asker: Attester = aggregator) => ({
    task,
    aggregator: asker.signer.address,
    committee: suite.committee,
  });

  async function refusalOf(promise: Promise<unknown>): Promise<string> {
    const error = await rejectionOf(promise);
    if (error instanceof TaskRefusedError || error instanceof AggregatorRefusedError) return error.refusal;
    throw error;
  }

  describe("a performer's signature without a domain", () => {
    const elsewhere = {
      "another center": ({ deployment }: AttestationSuite) => ({
        addresses: { ...deployment.addresses, center: deployment.addresses.escrow },
      }),
      "another chain": () => ({ chainId: 1 }),
    };

    for (const [where, changes] of Object.entries(elsewhere)) {
      const signedElsewhere = () =>
        taskOf({}, { ...suite, deployment: { ...suite.deployment, ...changes(suite) } } as AttestationSuite);

      it(`gets no aggregator to take a task that was signed for ${where}`, async () => {
        const node = await bench.aggregatorOf(aggregator);
        expect(await refusalOf(node.accept(await signedElsewhere()))).to.equal("performerSignatureWrong");
        expect(node.health().openTasks).to.equal(0);
      });

      it(`gets no vote for a task that was signed for ${where}`, async () => {
        const node = await bench.attesterOf(attester);
        const task = await signedElsewhere();
        await node.ask(questionOn(task));
        expect(node.votes()).to.deep.equal([]);
        expect(node.health().waiting[task.id]).to.match(/^performerSignatureWrong: /);
      });
    }

    it("brings no task to the chain again", async () => {
      const { id, info } = await submit(suite, { performer });
      const signature = await signTask(suite, info, performer.signer);
      const again = signedTask(
        networkOf(suite),
        { ...info, taskDefinitionId: Number(info.taskDefinitionId) },
        signature,
      );
      expect(again.id).to.equal(id);
      const node = await bench.aggregatorOf(aggregator);
      expect(await refusalOf(node.accept(again))).to.equal("alreadySubmitted");
      const voter = await bench.attesterOf(attester);
      await voter.ask(questionOn(again));
      expect([voter.votes(), voter.health().openTasks]).to.deep.equal([[], 0]);
    });
  });

  describe("performers that choose themselves", () => {
    it("get no vote while the definition's election has somebody else lead", async () => {
      const { center, roundRobinElection, owner, definition, committee, attesters } = suite;
      await roundRobinElection.connect(owner).setEpochBlocks(definition, 1_000n);
      await center.connect(owner).setTaskDefinitionElection(definition, roundRobinElection);
      const block = (await connection.ethers.provider.getBlockNumber()) + 1;
      const leader = Number(await roundRobinElection.leaderAt(definition, committee, block));
      performer = attesters[(leader + 1) % attesters.length]!;
      const node = await bench.attesterOf(attester);
      const usurped = await taskOf();
      await node.ask(questionOn(usurped));
      expect(node.votes()).to.deep.equal([]);
      expect(node.health().waiting[usurped.id]).to.match(/^performerNotElected: /);

      performer = attesters[leader]!;
      await node.ask(questionOn(await taskOf()));
      expect(node.votes().length).to.equal(1);
    });
  });

  describe("aggregators that starve others", () => {
    it("get no vote without a seat", async () => {
      const node = await bench.attesterOf(attester);
      const task = await taskOf();
      const stranger = Wallet.createRandom().address;
      await node.ask({ ...questionOn(task), aggregator: stranger });
      expect(node.votes()).to.deep.equal([]);
      expect(node.health().waiting[task.id]).to.equal(`aggregatorNotSeated: ${stranger}`);
    });

    it("get no vote that another was promised, until that one's time is over", async () => {
      const aggregatorTimeoutMs = 10 * STEP;
      const node = await bench.attesterOf(attester, { aggregatorTimeoutMs });
      const task = await taskOf();
      await node.ask(questionOn(task));
      await node.ask(questionOn(task, performer));
      await node.pass(aggregatorTimeoutMs - 1);
      expect(node.votes().map((vote) => vote.aggregator)).to.deep.equal([aggregator.signer.address]);
      expect(node.health().waiting[task.id]).to.match(/^promisedToAnother: /);

      await node.pass(1);
      const addresses = [aggregator, performer].map(({ signer }) => signer.address);
      expect(node.votes().map((vote) => vote.aggregator)).to.deep.equal(addresses);
    });

    it("have an attester judge only so many of their tasks at once", async () => {
      const node = await bench.attesterOf(attester, { maxOpenPerAggregator: 2 });
      for (let count = 0; count < 3; count++) await node.ask(questionOn(await taskOf()));
      expect(node.votes().length).to.equal(2);
      await node.ask(questionOn(await taskOf(), performer));
      expect(node.votes().length).to.equal(3);
    });

    it("take only so many tasks, and say so", async () => {
      const node = await bench.aggregatorOf(aggregator, { maxOpenTasks: 1 });
      await node.accept(await taskOf());
      expect(await refusalOf(node.accept(await taskOf()))).to.equal("tooManyTasks");
    });
  });

  describe("a BLS key that is not the sealed one", () => {
    it("signs nothing that would spoil an aggregate", async () => {
      const node = await bench.attesterOf(attester, { blsKey: testSecret(0) });
      const task = await taskOf();
      await node.ask(questionOn(task));
      expect(node.votes()).to.deep.equal([]);
      expect(node.health().waiting[task.id]).to.match(/^keyDiffers: /);
    });
  });

  describe("definitions that leave somebody out in silence", () => {
    it("have the aggregator name an operator whose vote cannot count", async () => {
      const taskDefinitionId = await createDefinition(suite, suite.owner, { restrictedOperatorIndexes: [1n, 3n] });
      const node = await bench.aggregatorOf(aggregator);
      const task = await taskOf({ taskDefinitionId });
      await node.accept(task);
      const { blsKey: secretKey, seat, operator, signer } = attester;
      const terms = {
        id: task.id,
        isApproved: true,
        phase: VotePhase.Submission,
        aggregator: aggregator.signer.address,
      };
      const vote = castVote({ ...networkOf(suite), ...terms, committee: suite.committee, seat, secretKey });
      await node.hear(signer.address, voteMessage.encode(vote));

      const [refused] = node.log.of("voteRefused");
      expect([refused?.level, refused?.operator, refused?.reason]).to.deep.equal(["warn", operator, "ineligible"]);
      const { ineligible, missing, approve } = (await node.progressOf(task.id))!;
      expect([ineligible, missing]).to.deep.equal([{ [operator]: "ineligible" }, [1, 3]]);
      // Two thirds of those that are listed, not of all.
      expect(approve?.neededPower).to.equal((2n * 2n * defaults.stake) / 3n + 1n);
    });
  });

  describe("a Validation Service that is away", () => {
    it("is asked ever more slowly, makes no vote, and shows in the node's health", async () => {
      let questions = 0;
      const validate = async () => ({ abstain: `timed out for the ${++questions}. time` });
      const node = await bench.attesterOf(attester, { validate, abstentionRetryMs: STEP });
      const task = await taskOf();
      await node.ask(questionOn(task));
      const asked = [questions];
      for (let second = 1; second <= 16; second++) {
        await node.pass(STEP);
        asked.push(questions);
      }

      // After 1, 2, 4 and 8 seconds more.
      expect(asked).to.deep.equal([1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5]);
      expect(node.votes()).to.deep.equal([]);
      expect(node.health().waiting[task.id]).to.equal("abstained: timed out for the 5. time");
      expect(node.health().votes).to.deep.equal({ approve: 0, reject: 0, abstain: 5 });
    });

    it("is not asked more often because the aggregator repeats itself", async () => {
      let questions = 0;
      const validate = async () => ({ abstain: `${++questions}` });
      const node = await bench.attesterOf(attester, { validate, abstentionRetryMs: STEP });
      const task = await taskOf();
      for (let count = 0; count < 5; count++) await node.ask(questionOn(task));
      expect(questions).to.equal(1);
    });
  });

  describe("a task that nobody accepts", () => {
    it("is gossiped ever more rarely, then given up with what it waited for", async () => {
      const node = await bench.aggregatorOf(aggregator, { rebroadcastMs: STEP, taskLifetimeMs: LIFETIME });
      const task = await taskOf();
      await node.accept(task);
      const counts = [node.said.length];
      for (const seconds of [1, 2, 4, 8, 10, 10]) {
        await node.pass(seconds * STEP - 1);
        counts.push(node.said.length);
        await node.pass(1);
        counts.push(node.said.length);
      }
      expect(counts).to.deep.equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7]);

      await node.pass(LIFETIME);
      const [given] = node.log.of("taskGivenUp");
      expect(given?.reason).to.equal("lifetimeOver");
      expect(given?.waitsFor).to.match(/^quorumMissing: .* not voted: 1, 2, 3, 4$/);
      await node.pass(LIFETIME);
      expect([node.said.length, node.health().openTasks]).to.deep.equal([7, 0]);
    });

    it("is forgotten by attesters once nobody mentions it", async () => {
      const validate = async () => ({ abstain: "no data" });
      const node = await bench.attesterOf(attester, { validate, taskLifetimeMs: LIFETIME });
      await node.ask(questionOn(await taskOf()));
      await node.pass(LIFETIME - 1);
      expect(node.health().openTasks).to.equal(1);
      await node.pass(1);
      expect(node.health().openTasks).to.equal(0);
    });
  });
});
