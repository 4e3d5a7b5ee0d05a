import { type Signer, ZeroAddress } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { openTaskRecord } from "../../sdk/dispatch/openTaskRecord.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import { createLedger, type LedgerEntry } from "../createLedger.ts";
import { createReasonLog } from "../createReasonLog.ts";
import { createTicker, type TickerHealth } from "../createTicker.ts";
import { createTransactor, type MinedTransaction } from "../createTransactor.ts";
import { closesAt } from "../dispatch/closesAt.ts";
import { createDrawReader } from "../dispatch/createDrawReader.ts";
import { createTaskBook } from "../dispatch/createTaskBook.ts";
import { isExhausted } from "../dispatch/isExhausted.ts";
import { isPositionOut } from "../dispatch/isPositionOut.ts";
import { responseTime } from "../dispatch/responseTime.ts";
import { revealTime } from "../dispatch/revealTime.ts";
import { windowOf } from "../dispatch/windowOf.ts";
import { explainFailure } from "../explainFailure.ts";
import type { Logger } from "../logger.ts";
import { callbackOffer, type CallbackOffer } from "./callbackOffer.ts";
import { createCallbackExperience } from "./createCallbackExperience.ts";
import { KEEPER_WORK, type KeeperWork } from "./keeperWork.ts";

/** Reverts that mean that somebody else was faster. */
const LOST_RACES = new Set([
  "BeaconRoundEmpty",
  "BeaconTooSoon",
  "DispatchRoundNotVoid",
  "DispatchWrongStatus",
  "DispatchBadMove",
  "DispatchWrongRecord",
  "DispatchWrongCallbackState",
  "DispatchAlreadySubmitted",
  "DispatchAlreadySkipped",
  "DispatchAlreadyMissed",
]);

/** Why a simulated callback has to wait, in a keeper's words. */
const CALLBACK_REASONS: Readonly<Record<string, string>> = {
  DeferredCallTooEarly: "tooEarly",
  DeferredCallExpired: "expired",
  DeferredCallLaneFull: "laneFull",
  DeferredCallNeedsGas: "needsGas",
};

/** What a keeper needs. */
export interface CreateKeeperParameters {
  readonly client: MusterClient;
  /** Pays for the transactions and is paid the bounties; nothing else should use its nonces. */
  readonly signer: Signer;
  /** The kinds of work it does. */
  readonly work: ReadonlySet<KeeperWork>;
  /** Least profit of a callback, in wei. 0 executes at cost; negative ones are a donation. */
  readonly minimumProfit: bigint;
  /** Fees that must have gathered before the beacon's subscription is funded with them, in wei. */
  readonly fundThreshold: bigint;
  readonly logger: Logger;
  /** Stops the keeper when it aborts. */
  readonly signal?: AbortSignal;
  /** Milliseconds between looks at the chain; 1,000 by default. */
  readonly pollIntervalMs?: number;
}

/** How a keeper is doing. */
export interface KeeperHealth extends TickerHealth {
  /** Tasks that are not over. */
  readonly openTasks: number;
  readonly ledger: Readonly<Record<KeeperWork, LedgerEntry>>;
  /** Earned less spent, in wei. */
  readonly profit: bigint;
  /** Why things wait, by task or kind of work. */
  readonly waiting: Readonly<Record<string, string>>;
}

/** A running part of the system that does what anybody may do. */
export interface Keeper {
  /** Resolves once the keeper is ready (or was stopped before); goes on in the background. */
  start(): Promise<void>;
  /** Resolves when nothing is under way any more. What was sent stays sent. A keeper does not start twice. */
  stop(): Promise<void>;
  health(): KeeperHealth;
  /** Looks at the chain once and does what is due. Never rejects: failures go to the log and to `health`. */
  tick(): Promise<void>;
}

type Call = Parameters<ReturnType<typeof createTransactor>["send"]>[1];

/**
 * Creates a keeper: it closes rounds, funds the beacon, re-enters void rounds, calls no-shows, expires, executes
 * callbacks that pay, and settles.
 *
 * It keeps nothing on disk. Several of them do no harm: each simulates before it sends, and who comes second notes it.
 */
export function createKeeper(parameters: CreateKeeperParameters): Keeper {
  const { client, signer, work: ownWork, minimumProfit, fundThreshold, logger, signal, pollIntervalMs } = parameters;
  const { provider, dispatcher, beacon, escrow, registry } = client;
  const book = createTaskBook(client);
  const draws = createDrawReader(client);
  const transactor = createTransactor({ provider, signer });
  const reasons = createReasonLog(logger);
  const ledger = createLedger(KEEPER_WORK);
  const ticker = createTicker({ provider, logger, prepare, work, signal, pollIntervalMs });
  const experience = createCallbackExperience();
  /** Offers under way, as reckoned before experience. */
  const offers = new Map<string, CallbackOffer>();
  let isStakeNative = false;

  async function prepare(): Promise<void> {
    isStakeNative = (await registry.stakeCurrency()) === ZeroAddress;
    const account = await signer.getAddress();
    logger.info({ event: "ready", account, work: [...ownWork] }, "Ready to keep the tasks moving");
  }

  function health(): KeeperHealth {
    const openTasks = book.tasks().filter(({ status }) => status !== "Finalized").length;
    const books = { ledger: ledger.entries(), profit: ledger.profit() };
    return { ...ticker.health(), openTasks, ...books, waiting: reasons.reasons() };
  }

  async function work(head: number): Promise<void> {
    await book.read(head);
    for (const mined of await transactor.collect(head)) recordMined(mined);
    await closeRound(head);
    await fundBeacon();
    for (const task of book.tasks()) {
      if (ticker.stopping.aborted) return;
      await care(task, head);
    }
  }

  /* BEACON */

  async function closeRound(head: number): Promise<void> {
    if (!ownWork.has("closeRound")) return;
    const { isJoined, earliest } = await beacon.pendingRequest();
    if (!isJoined) return;
    if (BigInt(head + 1) < earliest) {
      return waits("closeRound", "tooSoon", { earliest: Number(earliest) }, "The last request is too recent");
    }
    await send("closeRound", "", async () => beacon.request.populateTransaction());
  }

  async function fundBeacon(): Promise<void> {
    if (!ownWork.has("fundBeacon")) return;
    const fees = await escrow.creditOf(beacon, ZeroAddress);
    if (fees === 0n || fees < fundThreshold) return;
    await send("fundBeacon", "", async () => beacon.fund.populateTransaction(), { fees: fees.toString() });
  }

  /* TASKS */

  async function care(task: TaskTimeline, head: number): Promise<void> {
    if (task.status === "Finalized") return forget(task.id);
    if (task.status !== "Pending") return close(task, head);
    if (isExhausted(task) || head + 1 >= task.timeoutBlock) {
      return send("expire", task.id, async () => dispatcher.expire.populateTransaction(task.id, task.request.terms));
    }
    await reenter(task, head);
    await callNoShows(task, head);
  }

  function forget(id: string): void {
    reasons.forget(id);
    if (!transactor.isUnderWay(`executeCallback|${id}`)) offers.delete(id);
  }

  async function reenter(task: TaskTimeline, head: number): Promise<void> {
    const { isVoid } = await draws.roundOf(task.round, head);
    if (isVoid) await send("reenter", task.id, async () => dispatcher.reenterRound.populateTransaction(task.id));
  }

  async function callNoShows(task: TaskTimeline, head: number): Promise<void> {
    const draw = await draws.drawOf(task, head);
    if (draw === undefined) return waits(task.id, "roundUnanswered", {}, "Waiting for the randomness of the draw");
    for (let position = 0; position < windowOf(task); position++) {
      if (isPositionOut(task, position)) continue;
      const hasCommitted = task.commitments.some((commitment) => commitment.position === position);
      const deadline = hasCommitted
        ? revealTime(task, draw.answeredAt).until
        : responseTime(task, position, draw.answeredAt).deadline;
      if (head + 1 <= deadline) continue;
      const { hint } = draw.at(position);
      const claim = { position, hint };
      const call = async () => dispatcher.advance.populateTransaction(task.id, task.request.terms, claim);
      await send("advance", `${task.id}:${position}`, call, { position });
    }
  }

  /** A task whose results are in, as many as there will be. */
  async function close(task: TaskTimeline, head: number): Promise<void> {
    const last = closesAt(task);
    if (head + 1 > last) {
      const { record } = openTaskRecord(task);
      return send("settle", task.id, async () =>
        dispatcher.settle.populateTransaction(task.id, task.request.terms, record),
      );
    }
    const { state } = task.callback;
    const isDue = task.status === "Completed" && (state === "Scheduled" || state === "Failed");
    if (isDue && ownWork.has("executeCallback")) return executeCallback(task, head);
    waits(task.id, "consumeWindow", { closesAt: last }, "Waiting for the actor to consume a result");
  }

  /* CALLBACKS */

  async function executeCallback(task: TaskTimeline, head: number): Promise<void> {
    const { id, request, callback } = task;
    const { record, results } = openTaskRecord(task);
    const expiresAt = record.sealedAt + request.terms.consumeBlocks;
    if (head + 1 <= record.sealedAt) return waits(id, "tooEarly", {}, "The callback is due in the next block");
    if (head + 1 > expiresAt) return waits(id, "expired", { expiresAt }, "The callback has expired; waiting to settle");
    if (callback.budgetLeft === 0n) return waits(id, "noBudget", {}, "Nothing is left to pay for the callback");
    if (transactor.isUnderWay(`executeCallback|${id}`)) return;

    const fees = await feesOf(request.terms.callback.maxTip);
    const call = await dispatcher.executeCallback.populateTransaction(id, request.terms, record, results);
    const transaction = { ...call, maxFeePerGas: fees.maxFeePerGas, maxPriorityFeePerGas: fees.tip };
    const gas = await estimate(task, transaction);
    if (gas === undefined) return;

    const age = BigInt(head - record.sealedAt);
    const { maxTip } = request.terms.callback;
    const { baseFee, gasPrice } = fees;
    const reckoned = callbackOffer({ gas, gasPrice, baseFee, maxTip, age, budget: callback.budgetLeft });
    const offer = experience.correct(reckoned);
    const { cost, pay, profit } = offer;
    const fields = { gas: gas.toString(), cost: cost.toString(), pay: pay.toString(), profit: profit.toString() };
    if (profit < minimumProfit) {
      const reason = offer.isCapped ? "budgetTooLow" : "unprofitable";
      return waits(id, reason, fields, "The callback does not pay; its bounty grows with every block");
    }
    offers.set(id, reckoned);
    await send("executeCallback", id, async () => transaction, fields, gas);
  }

  /** The executor's tip is refunded up to a limit only, so it offers no more. */
  async function feesOf(maxTip: bigint) {
    const [block, { maxPriorityFeePerGas, gasPrice: legacy }] = await Promise.all([
      provider.getBlock("latest"),
      provider.getFeeData(),
    ]);
    const baseFee = block?.baseFeePerGas ?? legacy ?? 0n;
    const usual = maxPriorityFeePerGas ?? 0n;
    const tip = usual < maxTip ? usual : maxTip;
    return { baseFee, tip, gasPrice: baseFee + tip, maxFeePerGas: 2n * baseFee + tip };
  }

  async function estimate(task: TaskTimeline, transaction: Call): Promise<bigint | undefined> {
    try {
      return await signer.estimateGas(transaction);
    } catch (error) {
      const { revert, text } = explainFailure(error);
      if (LOST_RACES.has(revert?.name ?? "")) return noteLost("executeCallback", task.id, text);
      const reason = CALLBACK_REASONS[revert?.name ?? ""] ?? "simulationFailed";
      return waits(task.id, reason, { detail: text }, "The callback cannot be executed now");
    }
  }

  /* TRANSACTIONS */

  /** Sends unless the work is another's, or under way. A refusal is noted and tried again with the next block. */
  async function send(
    kind: KeeperWork,
    subject: string,
    build: () => Promise<Call>,
    fields: Record<string, unknown> = {},
    gas?: bigint,
  ): Promise<void> {
    const key = `${kind}|${subject}`;
    if (!ownWork.has(kind) || transactor.isUnderWay(key)) return;
    try {
      const transactionHash = await transactor.send(key, await build(), gas);
      reasons.forget(subject.split(":")[0] || kind);
      logger.info({ event: `${kind}Sent`, subject, transactionHash, ...fields }, `Sent: ${kind}`);
    } catch (error) {
      const { revert, text } = explainFailure(error);
      if (LOST_RACES.has(revert?.name ?? "")) return noteLost(kind, subject, text);
      waits(
        subject || kind,
        revert?.name ?? "failed",
        { work: kind, detail: text },
        `Could not ${kind}; will look again`,
      );
    }
  }

  function noteLost(kind: KeeperWork, subject: string, detail: string): undefined {
    ledger.record(kind, { lost: 1 });
    logger.info({ event: "raceLost", work: kind, subject, detail }, "Somebody else was faster");
  }

  function recordMined({ key, isSuccess, cost, receipt }: MinedTransaction): void {
    const [kind, subject = ""] = key.split("|") as [KeeperWork, string];
    const { gasUsed } = receipt;
    if (!isSuccess) {
      ledger.record(kind, { gasUsed, spent: cost });
      return noteLost(kind, subject, "the transaction was mined and failed");
    }
    const earned = earnedIn(receipt);
    const offer = offers.get(subject);
    if (kind === "executeCallback" && offer !== undefined) experience.learn(offer, cost, earned);
    ledger.record(kind, { done: 1, gasUsed, spent: cost, earned });
    const fields = { event: `${kind}Done`, subject, cost: cost.toString(), earned: earned.toString() };
    logger.info({ ...fields, profit: ledger.profit().toString() }, `Done: ${kind}`);
  }

  /** Executors' pay and reporters' bounties, in wei. */
  function earnedIn({ logs }: MinedTransaction["receipt"]): bigint {
    const incomes = logs.map((log) => {
      const event = dispatcher.interface.parseLog(log) ?? registry.interface.parseLog(log);
      if (event?.name === "CallbackExecuted" || event?.name === "CallbackFailed") return event.args.paid as bigint;
      return event?.name === "Slashed" && isStakeNative ? (event.args.bounty as bigint) : 0n;
    });
    return incomes.reduce((sum, income) => sum + income, 0n);
  }

  function waits(subject: string, reason: string, fields: Record<string, unknown>, message: string): undefined {
    reasons.waits(subject, reason, { subject, ...fields }, message);
  }

  return { start: ticker.start, stop: ticker.stop, health, tick: ticker.tick };
}
