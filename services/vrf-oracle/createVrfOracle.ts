import { Contract, type Provider, type Signer } from "ethers";

import { hashRequestCommitment } from "../../sdk/vrf/hashRequestCommitment.ts";
import { publicKeyOf } from "../../sdk/vrf/publicKeyOf.ts";
import type { RandomnessRequest } from "../../sdk/vrf/randomnessRequest.ts";
import { vrfCoordinatorAbi } from "../../sdk/vrf/vrfCoordinatorAbi.ts";
import { vrfKeyHash } from "../../sdk/vrf/vrfKeyHash.ts";
import { createTicker, type Ticker, type TickerHealth } from "../createTicker.ts";
import type { Logger } from "../logger.ts";
import { retryDelay } from "../retryDelay.ts";
import { createRequestScanner, type RequestScan } from "./createRequestScanner.ts";
import { deliverAnswer } from "./deliverAnswer.ts";
import { failureReason } from "./failureReason.ts";
import { VrfCoordinatorMissingError } from "./vrfCoordinatorMissingError.ts";
import { VrfOracleConfirmationsError } from "./vrfOracleConfirmationsError.ts";

/** Blocks after a request in which the EVM still knows its block's hash, and an answer can land. */
const BLOCKHASH_WINDOW = 256;
/** The coordinator's own limit on what a request may ask, in blocks. */
const MAX_CONFIRMATIONS = 200;
/** Blocks after which an answer that no node knows any more is sent again. */
const RESEND_AFTER_BLOCKS = 16;

/** What an oracle needs; it keeps nothing on disk. */
export interface CreateVrfOracleParameters {
  readonly provider: Provider;
  /** Pays for the answers. Best an account of its own, so that nothing else uses its nonces. */
  readonly signer: Signer;
  /** A `VRFCoordinatorV2_5`. */
  readonly coordinatorAddress: string;
  /** The VRF key, a scalar in 1 … group order - 1. It never reaches the log. */
  readonly secretKey: bigint;
  /** Blocks to wait after a request, 1 … 200. A request that asks for more gets more. */
  readonly confirmations: number;
  /** First block to look for requests in; 256 back from the head by default, as older ones cannot be answered. */
  readonly fromBlock?: number | undefined;
  readonly logger: Logger;
  /** Stops the oracle when it aborts. */
  readonly signal?: AbortSignal;
  /** Milliseconds between looks at the chain; 1,000 by default. */
  readonly pollIntervalMs?: number;
  /** Milliseconds on any clock, for the pauses between tries. */
  readonly now?: () => number;
}

/** How an oracle is doing. */
export interface VrfOracleHealth extends TickerHealth {
  /** Requests seen and not yet answered. */
  readonly outstanding: number;
  /** Requests seen and then seen answered, by whomever. */
  readonly answered: number;
  /** Requests given up since the start, because their block is too old. */
  readonly skipped: number;
}

/** A running part of the system that answers randomness requests. */
export interface VrfOracle extends Pick<Ticker, "start" | "stop" | "tick"> {
  health(): VrfOracleHealth;
}

interface OutstandingRequest {
  request: RandomnessRequest;
  failures: number;
  /** On the clock of `now`. */
  retryAt: number;
  sent: { readonly hash: string; readonly head: number } | undefined;
}

/**
 * Creates the oracle behind one proving key of a VRF coordinator.
 *
 * All it knows comes from the chain, so it may crash anywhere: a new one finds what is outstanding. It asks the
 * coordinator before each answer, in the pending state, and so does not answer twice, not even after a restart
 * between sending and mining (given a node that serves the pending state).
 *
 * @throws {VrfSecretKeyOutOfRangeError} when the key is not in 1 … group order - 1.
 * @throws {VrfOracleConfirmationsError} when `confirmations` is not in 1 … 200.
 */
export function createVrfOracle(parameters: CreateVrfOracleParameters): VrfOracle {
  const { provider, signer, coordinatorAddress, secretKey, confirmations, logger } = parameters;
  const { signal, fromBlock, pollIntervalMs, now = Date.now } = parameters;
  if (!Number.isInteger(confirmations) || confirmations < 1 || confirmations > MAX_CONFIRMATIONS) {
    throw new VrfOracleConfirmationsError(confirmations, MAX_CONFIRMATIONS);
  }

  const keyHash = vrfKeyHash(publicKeyOf(secretKey));
  const coordinator = new Contract(coordinatorAddress, vrfCoordinatorAbi, provider);
  const windowBlocks = BLOCKHASH_WINDOW;
  const scanner = createRequestScanner({ provider, coordinatorAddress, keyHash, windowBlocks, fromBlock });
  const outstanding = new Map<bigint, OutstandingRequest>();
  const ticker = createTicker({ provider, logger, prepare, work, signal, pollIntervalMs });
  const { start, stop, tick, stopping } = ticker;
  /** The newest block whose requests are known. */
  let scanned: number | undefined;
  let answered = 0;
  let skipped = 0;

  async function prepare(): Promise<void> {
    if ((await provider.getCode(coordinatorAddress)) === "0x") throw new VrfCoordinatorMissingError(coordinatorAddress);

    const { exists } = await coordinator.getFunction("s_provingKeys")(keyHash);
    if (!exists) {
      logger.warn(
        { event: "keyNotRegistered", keyHash },
        "The coordinator does not know this key and refuses its answers",
      );
    }
    logger.info({ event: "ready", coordinatorAddress, keyHash, confirmations }, "Ready to answer");
  }

  /* WORK */

  async function work(newHead: number): Promise<void> {
    if (newHead !== scanned) {
      record(await scanner.scan(newHead));
      scanned = newHead;
    }
    for (const entry of outstanding.values()) {
      if (stopping.aborted) return;
      await advance(entry, newHead);
    }
  }

  function record({ outstanding: requests, fulfilled }: RequestScan): void {
    for (const [id, { success, payment }] of fulfilled) {
      if (!outstanding.delete(id)) continue;
      answered++;
      const fields = { event: "requestAnswered", requestId: id.toString(), success, payment: payment.toString() };
      if (success) logger.info(fields, "Request answered");
      else logger.warn(fields, "Request answered, but the consumer's callback failed: it is consumed for good");
    }
    for (const request of requests) {
      const known = outstanding.get(request.requestId);
      if (known === undefined) welcome(request);
      else known.request = request;
    }
  }

  function welcome(request: RandomnessRequest): void {
    outstanding.set(request.requestId, { request, failures: 0, retryAt: 0, sent: undefined });
    const { blockNumber, sender } = request;
    const fields = {
      event: "requestSeen",
      ...idOf(request),
      sender,
      blockNumber,
      answerFrom: blockNumber + wait(request),
    };
    logger.info(fields, "Request seen; waiting for its confirmations");
  }

  function wait(request: RandomnessRequest): number {
    return Math.max(confirmations, request.minimumConfirmations);
  }

  async function advance(entry: OutstandingRequest, currentHead: number): Promise<void> {
    const { request, retryAt } = entry;
    if (currentHead < request.blockNumber + wait(request) || now() < retryAt) return;

    try {
      if (await isUnderWay(entry, currentHead)) return;
      const isExpired = currentHead + 1 > request.blockNumber + BLOCKHASH_WINDOW;
      if (!(await isOpen(request))) return leave(entry, isExpired);
      if (isExpired) return skip(request, currentHead);

      const hash = await deliverAnswer({ provider, signer, coordinatorAddress, secretKey, request });
      entry.sent = { hash, head: currentHead };
      logger.info({ event: "answerSent", ...idOf(request), transactionHash: hash }, "Answer sent");
    } catch (error) {
      await postpone(entry, failureReason(error));
    }
  }

  /** Whether an answer is on its way. One that was mined and failed, or that no node knows any more, is not. */
  async function isUnderWay(entry: OutstandingRequest, currentHead: number): Promise<boolean> {
    if (entry.sent === undefined) return false;

    const { hash, head: sentAt } = entry.sent;
    const receipt = await provider.getTransactionReceipt(hash);
    if (receipt === null) {
      if (currentHead - sentAt < RESEND_AFTER_BLOCKS || (await provider.getTransaction(hash)) !== null) return true;
      logger.warn(
        { event: "answerLost", ...idOf(entry.request), transactionHash: hash },
        "Answer lost; sending it again",
      );
    }
    if (receipt?.status === 1) return true;

    entry.sent = undefined;
    if (receipt !== null) throw new Error(`The answer ${hash} was mined and failed`);
    return false;
  }

  /** Whether the coordinator waits for an answer to the request as it was seen, pending transactions included. */
  async function isOpen(request: RandomnessRequest): Promise<boolean> {
    const commitments = coordinator.getFunction("s_requestCommitments");
    return (await commitments(request.requestId, { blockTag: "pending" })) === hashRequestCommitment(request);
  }

  /** An answer is pending that is not ours, or a reorganisation moved the request: the next scans will tell. */
  function leave(entry: OutstandingRequest, isExpired: boolean): void {
    if (isExpired) {
      outstanding.delete(entry.request.requestId);
      return;
    }
    const retryInMs = retryDelay(++entry.failures);
    entry.retryAt = now() + retryInMs;
    const fields = { event: "requestNotOpen", ...idOf(entry.request), retryInMs };
    logger.info(fields, "Another answer is pending, or the request has moved; will look again");
  }

  function skip(request: RandomnessRequest, currentHead: number): void {
    outstanding.delete(request.requestId);
    skipped++;
    const fields = { event: "requestSkipped", ...idOf(request), blockNumber: request.blockNumber, head: currentHead };
    logger.warn(fields, `Request skipped: it is more than ${BLOCKHASH_WINDOW} blocks old and its block hash is gone`);
  }

  async function postpone(entry: OutstandingRequest, reason: string): Promise<void> {
    entry.failures++;
    const retryInMs = retryDelay(entry.failures);
    entry.retryAt = now() + retryInMs;
    const fields = { ...idOf(entry.request), reason, failures: entry.failures, retryInMs };
    if (reason !== "InsufficientBalance") {
      logger.warn({ event: "answerFailed", ...fields }, "Could not answer; will try again");
      return;
    }
    const { subId } = entry.request;
    const balances = await balancesOf(subId);
    logger.warn(
      { event: "subscriptionUnderfunded", ...fields, subId: subId.toString(), ...balances },
      "The subscription cannot pay for the answer; will try again, top it up",
    );
  }

  /** Wei and juels. For the log alone, so a failure to read them must not count. */
  async function balancesOf(subId: bigint): Promise<{ nativeBalance?: string; linkBalance?: string }> {
    try {
      const { nativeBalance, balance } = await coordinator.getFunction("getSubscription")(subId);
      return { nativeBalance: nativeBalance.toString(), linkBalance: balance.toString() };
    } catch {
      return {};
    }
  }

  function health(): VrfOracleHealth {
    return { ...ticker.health(), outstanding: outstanding.size, answered, skipped };
  }

  return { start, stop, health, tick };
}

function idOf(request: RandomnessRequest): { requestId: string } {
  return { requestId: request.requestId.toString() };
}
