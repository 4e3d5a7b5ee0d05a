import { ZeroAddress } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import type { MinedTransaction, Transactor } from "../../createTransactor.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { Logger } from "../../logger.ts";
import type { AttestationChain } from "../chain/attestationChain.ts";
import { hasSeat } from "../tasks/hasSeat.ts";
import type { ClaimSettings } from "./claimSettings.ts";
import type { OwedTask, RewardJournal } from "./createRewardJournal.ts";

/** What a claimer needs. */
export interface CreateClaimerParameters {
  readonly client: MusterClient;
  readonly chain: AttestationChain;
  readonly transactor: Transactor;
  readonly journal: RewardJournal;
  /** Our controller address, checksummed. */
  readonly self: () => string;
  readonly settings: ClaimSettings;
  readonly logger: Logger;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** A submitted task, as its event tells of it. */
export interface SubmittedTask {
  readonly id: string;
  readonly taskDefinitionId: number;
  readonly committee: bigint;
  readonly signers: bigint;
  readonly performerSeat: number;
  readonly aggregatorSeat: number;
  readonly block: number;
}

/** How claiming is doing. */
export interface ClaimerHealth {
  /** Tasks that may owe us something. */
  readonly owedTasks: number;
  /** Since the start, in wei. */
  readonly claimedWei: bigint;
  readonly waitsFor: string;
}

/** Claims what tasks owe the node's operator. */
export interface Claimer {
  submitted(task: SubmittedTask): Promise<void>;
  work(): Promise<void>;
  mined(transaction: MinedTransaction): void;
  health(): ClaimerHealth;
}

/** A final task, and what it owes. */
interface Due extends OwedTask {
  readonly amount: bigint;
  readonly currency: string;
}

/** Creates what claims rewards, many tasks at once and only when it is worth the gas. */
export function createClaimer(parameters: CreateClaimerParameters): Claimer {
  const { client, chain, transactor, journal, self, settings, logger, now } = parameters;
  const { center, provider } = client;
  const owed = new Map(journal.owed.map((task) => [task.id, task]));
  const done = new Set<string>();
  let batch: readonly Due[] = [];
  let nextAt = 0;
  let claimedWei = 0n;
  let waitsFor = "nothing owed";

  async function submitted(task: SubmittedTask): Promise<void> {
    const { id, committee, signers, performerSeat, aggregatorSeat, taskDefinitionId, block } = task;
    if (owed.has(id) || done.has(id)) return;
    const operator = await chain.operatorOf(self());
    const view = await chain.committeeOf(committee);
    const seat = view?.seats.findIndex((each) => each.operator === operator) ?? -1;
    const isOurs = seat >= 0 && (hasSeat(signers, seat) || seat === performerSeat || seat === aggregatorSeat);
    if (!isOurs) return;
    const definition = await chain.definitionOf(taskDefinitionId);
    const entry = { id, seat, finalAt: block + (definition?.disputePeriodBlocks ?? 0) };
    owed.set(id, entry);
    await journal.owe(entry);
  }

  async function work(): Promise<void> {
    if (owed.size === 0 || now() < nextAt || transactor.isUnderWay("claim")) return;
    nextAt = now() + settings.everyMs;
    try {
      await claim(await readDue());
    } catch (error) {
      waitsFor = explainFailure(error).text;
      logger.warn({ event: "claimPostponed", reason: waitsFor }, "Could not claim; will look again");
    }
  }

  async function readDue(): Promise<Due[]> {
    const due: Due[] = [];
    for (const task of [...owed.values()].filter(({ finalAt }) => chain.head() >= finalAt)) {
      if (due.length >= settings.maxBatch) break;
      const status = await chain.statusOf(task.id);
      if (status === "Overturned" || status === "None") await settle(task.id);
      if (status !== "Finalized") continue;
      const amount = await center.rewardOf(task.id, task.seat);
      const record = await chain.recordOf(task.id);
      if (amount === 0n && !(await awaitsPunishment(task, record.wasApproved))) await settle(task.id);
      if (amount === 0n) continue;
      const { currency } = await center.taskDefinitionOf(record.taskDefinitionId);
      due.push({ ...task, amount, currency });
    }
    return due;
  }

  async function settle(id: string): Promise<void> {
    owed.delete(id);
    done.add(id);
    await journal.settle(id);
  }

  /** A rejected task pays out of what its performer forfeits, once somebody shows it. */
  async function awaitsPunishment({ id }: OwedTask, wasApproved: boolean): Promise<boolean> {
    const [record] = await center.recordOf(id);
    if (wasApproved || record.isPerformerSettled || !settings.punishesPerformers) return false;
    if (transactor.isUnderWay(`punish:${id}`)) return true;
    try {
      const call = await center.slashPerformer.populateTransaction(id);
      const transactionHash = await transactor.send(`punish:${id}`, call);
      logger.info({ event: "punishSent", taskId: id, transactionHash }, "Sent: punish");
      return true;
    } catch (error) {
      logger.info({ event: "notPunishable", taskId: id, reason: explainFailure(error).text }, "Nobody pays for a task");
      return false;
    }
  }

  async function claim(due: readonly Due[]): Promise<void> {
    if (due.length === 0) return void (waitsFor = `${owed.size} tasks are not final`);
    const operator = await chain.operatorOf(self());
    const claims = due.map(({ id, seat }) => ({ id, seat }));
    const call = await center.claimRewards.populateTransaction(operator, claims);
    const wei = due.reduce((sum, { amount, currency }) => (currency === ZeroAddress ? sum + amount : sum), 0n);
    const [gas, { gasPrice }] = await Promise.all([center.claimRewards.estimateGas(operator, claims), fees()]);
    const cost = gas * (gasPrice ?? 0n);
    if (due.length < settings.fullBatch && wei < cost * settings.gasFactor) {
      waitsFor = `${due.length} tasks owe ${wei} wei, which claiming costs ${cost}`;
      return;
    }
    batch = due;
    const transactionHash = await transactor.send("claim", call, gas);
    waitsFor = "claiming";
    logger.info({ event: "claimSent", tasks: due.length, wei: String(wei), transactionHash }, "Sent: claim");
  }

  async function fees() {
    return provider.getFeeData();
  }

  function mined({ key, isSuccess, receipt }: MinedTransaction): void {
    if (key !== "claim") return;
    if (!isSuccess) return void (nextAt = 0);
    const wei = batch.reduce((sum, { amount, currency }) => (currency === ZeroAddress ? sum + amount : sum), 0n);
    claimedWei += wei;
    const fields = { event: "claimed", tasks: batch.length, wei: String(wei), transactionHash: receipt.hash };
    logger.info(fields, "Claimed what tasks owed");
    for (const { id } of batch) void settle(id).catch(() => undefined);
    batch = [];
  }

  return { submitted, work, mined, health: () => ({ owedTasks: owed.size, claimedWei, waitsFor }) };
}
