import { expect } from "chai";
import { AbiCoder, id as hashText, keccak256, MaxUint256, ZeroHash } from "ethers";
import { network } from "hardhat";

import { emptyFile } from "../../../sdk/inference/emptyFile.ts";
import { inferenceStatuses, type InferenceStatusName } from "../../../sdk/inference/inferenceStatuses.ts";
import { mineBefore } from "../../helpers/dispatchMoves.ts";
import { failures, FAR, playGroup, SCORE, storedStatuses } from "../../helpers/inferenceGroups.ts";
import {
  commitUpload,
  createTask,
  deployInference,
  drawSampled,
  drawTasks,
  inclusionOf,
  inferenceDefaults,
  type InferenceSuite,
  inferenceTerms,
  memberOf,
  nodeOf,
  proveSampling,
  proveUpload,
  reportOf,
  scoreTask,
  type TestTask,
  uploadParameters,
  uploadResult,
  validateGroup,
  validateSingle,
} from "../../helpers/inferenceMarket.ts";
import { answerRound } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { periods } = inferenceDefaults;

interface Case {
  readonly suite: InferenceSuite;
  readonly task: TestTask;
  /** The task and its siblings; the task three times over where it has none. */
  readonly group: readonly TestTask[];
}

const idsOf = ({ group }: Case) => group.map(({ id }) => id) as never;
const membersOf = ({ group }: Case) => group.map(memberOf) as never;
const hashOf = (given: Case) => keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32[3]"], [idsOf(given)]));

/** The node of a task, and where it has none, some node. */
async function nodeFor({ suite, task }: Case) {
  return (await nodeOf(suite, task)) ?? suite.nodes[0]!;
}

async function asNode(given: Case) {
  return given.suite.market.connect((await nodeFor(given)).signer);
}

/** What says that something is served, of which the market is not to look at more than the status allows. */
const served = async ({ suite, task }: Case) => inclusionOf(suite, 1, `0x${task.nonce.toString(16).padStart(64, "0")}`);

/** A proof of the sampling number; made up where there is no seed yet. */
async function samplingOf({ suite, task }: Case) {
  const { node } = await suite.market.taskOf(task.id);
  if (node !== 0n) return proveSampling(suite, task);
  const zero: [bigint, bigint] = [0n, 0n];
  const proof = {
    gamma: zero,
    c: 0n,
    s: 0n,
    uWitness: suite.native,
    cGammaWitness: zero,
    sHashWitness: zero,
    zInv: 0n,
  };
  return { proof: proof as never, number: 0n };
}

/** Each function that acts on a task, called by whoever may. */
const calls = {
  createTask: ({ suite, task }: Case) =>
    suite.market
      .connect(suite.application)
      .createTask({ ...task.file.order.terms, nonce: 1_000n } as never, suite.keys as never),
  startTask: ({ suite, task }: Case) => suite.market.startTask(task.id),
  skipEntry: ({ suite, task }: Case) => suite.market.skipEntry(task.id),
  admitTask: async ({ suite, task }: Case) =>
    suite.market.connect(suite.application).admitTask(await suite.market.queueOf(task.id), suite.nodes[0]!.operator),
  reportParametersUploaded: async (given: Case) => {
    const { market, application } = given.suite;
    const inclusion = await served(given);
    return market
      .connect(application)
      .reportParametersUploaded(given.task.id, given.task.file as never, inclusion, "0x");
  },
  submitScore: async (given: Case) =>
    (await asNode(given)).submitScore(given.task.id, { scoreCommitment: hashText("s"), resultRoot: hashText("r") }),
  reportError: async (given: Case) => (await asNode(given)).reportError(given.task.id, failures.ExecutionFailed),
  abortDownload: async (given: Case) => (await asNode(given)).abortDownload(given.task.id, given.task.file as never),
  abortTask: ({ suite, task }: Case) => suite.market.connect(suite.stranger).abortTask(task.id, task.file as never),
  collectRefund: ({ suite, task }: Case) =>
    suite.market.connect(suite.stranger).collectRefund(task.id, task.file as never),
  validateSingleTask: async (given: Case) => {
    const { proof } = await samplingOf(given);
    return given.suite.market.validateSingleTask(given.task.id, given.task.file as never, proof);
  },
  proveSampled: async (given: Case) => {
    const { proof } = await samplingOf(given);
    return given.suite.market.proveSampled(given.task.id, given.task.file as never, proof);
  },
  joinGroup: ({ suite, task }: Case) =>
    suite.market.joinGroup(task.id, task.file as never, task.id, task.file as never, task.guid),
  validateTaskGroup: async (given: Case) => {
    const { suite, task } = given;
    const { proof } = await samplingOf(given);
    return suite.market
      .connect(suite.application)
      .validateTaskGroup(idsOf(given), membersOf(given), task.guid, task.parametersHash, proof);
  },
  openScore: (given: Case) => given.suite.market.openScore(idsOf(given), 2, memberOf(given.group[2]!) as never),
  settleGroup: (given: Case) => given.suite.market.settleGroup(idsOf(given), membersOf(given)),
  commitUpload: async (given: Case) => {
    const { suite, task } = given;
    const { status } = await suite.market.taskOf(task.id);
    if (status === numberOf("Validated") || status === numberOf("GroupValidated")) return commitUpload(suite, task);
    return (await asNode(given)).commitUpload(task.id, task.file as never, await served(given));
  },
  reenterUpload: ({ suite, task }: Case) => suite.market.reenterUpload(task.id),
  reportResultUploaded: async (given: Case) => {
    const { suite, task, group } = given;
    const isAlone = group[0] === group[1];
    const { flags } = await suite.market.taskOf(task.id);
    const proofs = (flags & COMMITTED) === 0n ? [] : await proveUpload(suite, task, await nodeFor(given));
    const ids = isAlone ? [] : idsOf(given);
    return suite.market.reportResultUploaded([reportOf(task, ids)], proofs as never);
  },
};
type Call = keyof typeof calls;
const COMMITTED = 32n;

/** What must have happened, or how late it must be, for a call to go through. */
const preparations: Partial<Record<Call, (given: Case) => Promise<unknown>>> = {
  reportParametersUploaded: async ({ suite, task }) => {
    const bytes = `0x${task.nonce.toString(16).padStart(64, "0")}`;
    await suite.availability.publishBytes(1, suite.market, task.id, bytes);
  },
  abortDownload: async ({ suite }) => suite.connection.networkHelpers.mine(periods.download),
  abortTask: async ({ suite, task }) => mineBefore(suite, await suite.market.deadlineOf(task.id)),
  settleGroup: async () => networkHelpers.mine(periods.opening),
};

const alone = (suite: InferenceSuite, task: TestTask): Case => ({ suite, task, group: [task, task, task] });

async function fed(suite: InferenceSuite): Promise<TestTask> {
  const task = await drawSampled(suite, false);
  await uploadParameters(suite, task);
  return task;
}

async function validated(suite: InferenceSuite): Promise<TestTask> {
  const task = await scoreTask(suite, false);
  await validateSingle(suite, task);
  return task;
}

async function agreed(suite: InferenceSuite): Promise<Case> {
  const group = await playGroup(suite, [SCORE, SCORE, SCORE]);
  await validateGroup(suite, group);
  return { suite, task: group[0]!, group };
}

/** A group of which the last score is not told. */
async function disclosed(suite: InferenceSuite): Promise<Case> {
  const group = await playGroup(suite, [SCORE, SCORE, SCORE]);
  const hidden = { ...group[2]!, opening: { score: "0x", salt: ZeroHash } };
  await validateGroup(suite, [group[0]!, group[1]!, hidden]);
  return { suite, task: group[0]!, group };
}

interface State {
  readonly status: InferenceStatusName;
  /** Brings a task there. */
  readonly reach: (suite: InferenceSuite) => Promise<Case>;
  /** The calls that go through, and the status that they lead to. */
  readonly allowed: Partial<Record<Call, InferenceStatusName>>;
}

/** Each state that a task can be in; some statuses have several. */
const states: Record<string, State> = {
  None: {
    status: "None",
    reach: async (suite) => {
      const guid = hashText("nothing yet");
      const terms = inferenceTerms(suite, 1n, guid);
      const id = await suite.market.taskIdOf(suite.application, terms.taskIdCommitment);
      const order = { terms, keys: suite.keys, creator: suite.application.address, createdAt: 1n };
      const common = { parametersSalt: hashText("salt"), parametersHash: hashText("parameters") };
      const opening = { score: "0x", salt: ZeroHash };
      return alone(suite, { id, guid, nonce: 1n, ...common, file: emptyFile(order), opening });
    },
    allowed: { createTask: "Queued" },
  },
  "Queued, in a round that is answered": {
    status: "Queued",
    reach: async (suite) => {
      const task = await createTask(suite);
      await answerRound(suite);
      return alone(suite, task);
    },
    allowed: { startTask: "Started", abortTask: "EndAborted" },
  },
  "Queued, and waiting for a node": {
    status: "Queued",
    reach: async (suite) => {
      const task = await createTask(suite);
      for (const { signer } of suite.nodes) await suite.market.connect(signer).pauseNode();
      await drawTasks(suite, task);
      await suite.market.connect(suite.nodes[0]!.signer).resumeNode();
      return alone(suite, task);
    },
    allowed: { admitTask: "Queued", abortTask: "EndAborted" },
  },
  Started: {
    status: "Started",
    reach: async (suite) => alone(suite, await drawSampled(suite, false)),
    allowed: { reportParametersUploaded: "ParametersUploaded", abortTask: "EndAborted" },
  },
  ParametersUploaded: {
    status: "ParametersUploaded",
    reach: async (suite) => alone(suite, await fed(suite)),
    allowed: {
      submitScore: "ScoreReady",
      reportError: "ErrorReported",
      abortDownload: "EndAborted",
      abortTask: "EndAborted",
    },
  },
  "ScoreReady, not sampled": {
    status: "ScoreReady",
    reach: async (suite) => alone(suite, await scoreTask(suite, false)),
    allowed: { validateSingleTask: "Validated", abortTask: "EndAborted" },
  },
  "ScoreReady, sampled": {
    status: "ScoreReady",
    reach: async (suite) => {
      const group = await playGroup(suite, [SCORE, SCORE, SCORE]);
      return { suite, task: group[0]!, group };
    },
    allowed: { proveSampled: "ScoreReady", validateTaskGroup: "GroupValidated", abortTask: "EndAborted" },
  },
  "ScoreReady, and disclosed": {
    status: "ScoreReady",
    reach: disclosed,
    allowed: { openScore: "ScoreReady", settleGroup: "GroupValidated" },
  },
  ErrorReported: {
    status: "ErrorReported",
    reach: async (suite) => {
      const task = await fed(suite);
      await suite.market.connect((await nodeOf(suite, task)).signer).reportError(task.id, failures.InvalidModel);
      return alone(suite, task);
    },
    allowed: { validateSingleTask: "EndAborted", abortTask: "EndAborted" },
  },
  Validated: {
    status: "Validated",
    reach: async (suite) => alone(suite, await validated(suite)),
    allowed: { commitUpload: "Validated", abortTask: "EndAborted" },
  },
  "Validated, and committed": {
    status: "Validated",
    reach: async (suite) => {
      const task = await validated(suite);
      await commitUpload(suite, task);
      await answerRound(suite);
      return alone(suite, task);
    },
    allowed: { reportResultUploaded: "EndSuccess", abortTask: "EndAborted" },
  },
  GroupValidated: {
    status: "GroupValidated",
    reach: agreed,
    // A late node passes its turn on.
    allowed: { commitUpload: "GroupValidated", abortTask: "GroupValidated" },
  },
  "GroupValidated, and committed": {
    status: "GroupValidated",
    reach: async (suite) => {
      const given = await agreed(suite);
      await commitUpload(suite, given.task);
      await answerRound(suite);
      return given;
    },
    allowed: { reportResultUploaded: "EndGroupSuccess", abortTask: "GroupValidated" },
  },
  EndInvalidated: {
    status: "EndInvalidated",
    reach: async (suite) => {
      const group = await playGroup(suite, [FAR, SCORE, SCORE]);
      await validateGroup(suite, group);
      return { suite, task: group[0]!, group };
    },
    allowed: {},
  },
  EndSuccess: {
    status: "EndSuccess",
    reach: async (suite) => {
      const task = await validated(suite);
      await uploadResult(suite, task);
      return alone(suite, task);
    },
    allowed: {},
  },
  "EndAborted, before its turn": {
    status: "EndAborted",
    reach: async (suite) => {
      const task = await createTask(suite);
      await suite.market.connect(suite.application).abortTask(task.id, task.file as never);
      return alone(suite, task);
    },
    // Its turn passes; it stays where it is.
    allowed: { skipEntry: "EndAborted" },
  },
  "EndAborted, after its turn": {
    status: "EndAborted",
    reach: async (suite) => {
      const task = await drawSampled(suite, false);
      await mineBefore(suite, await suite.market.deadlineOf(task.id));
      await suite.market.abortTask(task.id, task.file as never);
      return alone(suite, task);
    },
    allowed: {},
  },
  EndGroupRefund: {
    status: "EndGroupRefund",
    reach: async (suite) => alone(suite, (await agreed(suite)).group[1]!),
    allowed: {},
  },
  EndGroupSuccess: {
    status: "EndGroupSuccess",
    reach: async (suite) => {
      const given = await agreed(suite);
      await uploadResult(suite, given.task, given.group);
      return given;
    },
    allowed: {},
  },
};

const numberOf = (status: InferenceStatusName) => BigInt(inferenceStatuses.indexOf(status));

type Refusal = readonly [error: string, ...values: unknown[]];

/** How a call is refused that the status does not allow: by the status, unless something else is looked at first. */
async function refusalOf(name: string, call: Call, given: Case): Promise<Refusal> {
  const { suite, task } = given;
  const { status } = states[name]!;
  const byStatus: Refusal = ["InferenceWrongStatus", task.id, numberOf(status)];
  const { market, application, nodes } = suite;
  if (call === "createTask") {
    return ["InferenceCommitmentUsed", application.address, task.file.order.terms.taskIdCommitment];
  }
  if (call === "admitTask") {
    return ["InferenceNothingToAdmit", await market.queueOf(task.id), BigInt(nodes[0]!.operator)];
  }
  if (call === "collectRefund") return ["InferenceNothingDue", task.id];
  if (call === "openScore" || call === "settleGroup") return ["InferenceNoGroup", hashOf(given)];
  const special = exceptions[name]?.[call];
  return special === undefined ? byStatus : special(given);
}

const next = async () => BigInt(await networkHelpers.time.latestBlock()) + 1n;
const notSampled = async ({ suite, task }: Case): Promise<Refusal> => {
  const { number } = await proveSampling(suite, task);
  return ["InferenceWrongSampling", task.id, number];
};
const notAGroup = async ({ task }: Case): Promise<Refusal> => ["InferenceBadGroup", task.id, task.id];
const notVoid = async ({ suite, task }: Case): Promise<Refusal> => {
  const { round } = await suite.market.taskOf(task.id);
  return ["InferenceRoundNotVoid", task.id, round];
};
const notItsTurn = async ({ suite, task }: Case): Promise<Refusal> => {
  const { round, place } = await suite.market.taskOf(task.id);
  return ["InferenceNotItsTurn", task.id, round, place];
};

/** Refusals for another reason than the status. */
const exceptions: Record<string, Partial<Record<Call, (given: Case) => Promise<Refusal>>>> = {
  "Queued, and waiting for a node": { startTask: notItsTurn },
  "ScoreReady, not sampled": { proveSampled: notSampled, joinGroup: notAGroup, validateTaskGroup: notAGroup },
  "ScoreReady, sampled": { validateSingleTask: notSampled, joinGroup: notAGroup },
  // Its time has no end but the group's settlement.
  "ScoreReady, and disclosed": {
    abortTask: async ({ task }) => ["InferenceWrongTime", task.id, await next(), MaxUint256],
  },
  ErrorReported: { proveSampled: notSampled, joinGroup: notAGroup, validateTaskGroup: notAGroup },
  Validated: { reenterUpload: notVoid },
  "Validated, and committed": { reenterUpload: notVoid },
  GroupValidated: { reenterUpload: notVoid },
  "GroupValidated, and committed": { reenterUpload: notVoid },
};

describe("InferenceMarket: every call in every status", () => {
  it("covers every status", () => {
    const covered = new Set(Object.values(states).map(({ status }) => status));
    expect(inferenceStatuses.filter((status) => !covered.has(status))).to.deep.equal([]);
  });

  for (const [name, { status, reach, allowed }] of Object.entries(states)) {
    describe(`given ${name}`, () => {
      let given: Case;
      let snapshot: Awaited<ReturnType<typeof networkHelpers.takeSnapshot>>;
      let file: TestTask["file"];
      before(async () => {
        given = await reach(await networkHelpers.loadFixture(fixture));
        file = given.task.file;
        snapshot = await networkHelpers.takeSnapshot();
      });
      afterEach(async () => {
        given.task.file = file;
        await snapshot.restore();
      });

      it(`is ${status}`, async () => {
        expect(await storedStatuses(given.suite, [given.task])).to.deep.equal([status]);
      });

      for (const call of Object.keys(calls) as Call[]) {
        const target = allowed[call];
        it(`${call} ${target === undefined ? "is refused" : `leads to ${target}`}`, async () => {
          const { market, escrow, native } = given.suite;
          if (target !== undefined) {
            await preparations[call]?.(given);
            await calls[call](given);
            expect(await storedStatuses(given.suite, [given.task])).to.deep.equal([target]);
            return;
          }
          const state = async () => [await market.taskOf(given.task.id), await escrow.heldBy(market, native)];
          const before = await state();
          const [error, ...values] = await refusalOf(name, call, given);
          await expect(calls[call](given))
            .to.be.revertedWithCustomError(market, error)
            .withArgs(...values);
          expect(await state()).to.deep.equal(before);
        });
      }
    });
  }
});

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection, { sampling: { samplingModulus: 2 } });
}
