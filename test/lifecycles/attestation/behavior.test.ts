import { network } from "hardhat";

import { shouldBehaveLikeTaskMarket } from "../../behaviors/shouldBehaveLikeTaskMarket.ts";
import type { MarketTask, Refusal, TaskMarketAdapter } from "../../behaviors/taskMarketAdapter.ts";
import {
  type AttestationSuite,
  challenge,
  claim,
  createDefinition,
  deployAttestation,
  passDisputePeriod,
  prepareTask,
  type PreparedTask,
  sealCommittee,
  send,
  STATUS,
  submit,
  uphold,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { mineBefore } from "../../helpers/dispatchMoves.ts";
import { rebuildAttestation } from "../../helpers/rebuildAttestation.ts";
import { storedAttestation } from "../../helpers/storedAttestation.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const DEPOSIT_PERIOD = 30 * 86_400;
const { disputePeriodBlocks, performerFee } = defaults;

async function centerFixture(): Promise<TaskMarketAdapter> {
  const suite = await deployAttestation(connection, { funds: 0n });
  const { center, owner, definition } = suite;
  await networkHelpers.time.increase(DEPOSIT_PERIOD);
  await center.connect(owner).retireTaskDefinition(definition);
  return {
    suite,
    market: await center.getAddress(),
    statuses: { none: STATUS.None, final: STATUS.Finalized },
    statusOf: (id) => center.statusOf(id),
    open: async (currency) => openTask(suite, currency),
    completeFor: async (currency) => completeTask(suite, currency),
    unknownCalls: (id) => unknownCalls(suite, id),
    replay: async () => {
      const ready = await preparedSuite(suite, suite.native);
      const task = await submit(ready, planOf(ready));
      return { send: () => send(suite, task), contract: center, error: "AttestationTaskExists", values: [task.id] };
    },
    submitPaused: () => {
      const sendPaused = async () => send(suite, await prepareTask(suite));
      return { send: sendPaused, contract: center, error: "EnforcedPause", values: [] };
    },
    setPaused: (isPaused) => center.setPaused(isPaused),
    reentry: async () => center.interface.encodeFunctionData("defundTaskDefinition", [suite.definition, 0n]),
    reconstruct: async ({ id }) => ({
      told: await rebuildAttestation(suite, id),
      stored: await storedAttestation(suite, id),
    }),
  };
}

/** The suite with a live committee, and a definition in the currency that pays the performer alone, once. */
async function preparedSuite(suite: AttestationSuite, currency: string): Promise<AttestationSuite> {
  const { center, committees, owner, pool, attesters, native } = suite;
  const current = await committees.currentOf(pool);
  const committee = (await committees.isLive(current)) ? current : await sealCommittee(suite, pool, attesters);
  const fees = { baseRewardFeeForAttesters: 0n, baseRewardFeeForAggregator: 0n };
  const definition = await createDefinition(suite, owner, fees);
  if (currency !== native) await center.connect(owner).setTaskDefinitionCurrency(definition, currency);
  await center.connect(owner).fundTaskDefinition(definition, performerFee);
  return { ...suite, committee, definition };
}

const planOf = ({ definition }: AttestationSuite) => ({ info: { taskDefinitionId: definition } });

async function openTask(suite: AttestationSuite, currency: string): Promise<MarketTask> {
  const { center, attesters } = suite;
  const ready = await preparedSuite(suite, currency);
  const task = await submit(ready, planOf(ready));
  const [{ decidedAt }] = await center.recordOf(task.id);
  const end = decidedAt + disputePeriodBlocks;
  const work = () => challenge(suite, task);
  const pay = () => claim(suite, attesters[0]!, [task]);
  const isChallenged = async () => (await center.statusOf(task.id)) === STATUS.Challenged;
  const wrongStatus = (sendLate: () => Promise<unknown>, status: bigint): Refusal => ({
    send: sendLate,
    contract: center,
    error: "AttestationWrongStatus",
    values: [task.id, status],
  });
  return {
    id: task.id,
    reachLastBlock: () => mineBefore(suite, end - 1n),
    work,
    workTooLate: () => Promise.resolve(wrongStatus(work, STATUS.Finalized)),
    expire: async () => ((await isChallenged()) ? uphold(suite, task) : pay()),
    expireTooEarly: () => Promise.resolve(wrongStatus(pay, STATUS.Approved)),
    finish: async () => {
      await networkHelpers.mine(1);
      if ((await center.rewardOf(task.id, 0)) !== 0n) await pay();
      return closeDefinition(suite, task);
    },
  };
}

/** Takes back what a definition has left, and its deposit. */
async function closeDefinition({ center, owner }: AttestationSuite, { info }: PreparedTask): Promise<unknown> {
  const { funds } = await center.taskDefinitionOf(info.taskDefinitionId);
  await center.connect(owner).defundTaskDefinition(info.taskDefinitionId, funds);
  await networkHelpers.time.increase(DEPOSIT_PERIOD);
  return center.connect(owner).retireTaskDefinition(info.taskDefinitionId);
}

async function completeTask(suite: AttestationSuite, currency: string) {
  const { attesters } = suite;
  const ready = await preparedSuite(suite, currency);
  const task = await submit(ready, planOf(ready));
  await passDisputePeriod(suite, task);
  await claim(suite, attesters[0]!, [task]);
  await closeDefinition(suite, task);
  return { payee: attesters[0]!.signer.address, amount: performerFee };
}

function unknownCalls({ center, committees }: AttestationSuite, id: string): Refusal[] {
  const unknown = (call: () => Promise<unknown>): Refusal => ({
    send: call,
    contract: center,
    error: "AttestationWrongStatus",
    values: [id, STATUS.None],
  });
  return [
    unknown(() => center.challengeTask(id)),
    unknown(() => center.resolveChallenge(id, 1n, "0x")),
    {
      send: () => center.closeChallenge(id),
      contract: center,
      error: "AttestationBadMove",
      values: [id, STATUS.None, STATUS.Upheld],
    },
    unknown(() => center.slashIncorrectAttestation(id, 0)),
    unknown(() => center.slashPerformer(id)),
    {
      send: () => center.claimRewards(1, [{ id, seat: 0 }]),
      contract: committees,
      error: "CommitteeNoSuchSeat",
      values: [0n, 0n],
    },
  ];
}

describe("AttestationCenter: the behaviour of a market", () => {
  shouldBehaveLikeTaskMarket(connection, centerFixture);
});
