import { setTimeout as sleep } from "node:timers/promises";

import type { Provider } from "ethers";

import { explainFailure } from "./explainFailure.ts";
import type { Logger } from "./logger.ts";
import { retryDelay } from "./retryDelay.ts";

const POLL_INTERVAL_MS = 1_000;

/** What a service does, and how often. */
export interface CreateTickerParameters {
  readonly provider: Provider;
  readonly logger: Logger;
  /** Run before the first work, again until it succeeds; logs that the service is ready. */
  readonly prepare: () => Promise<void>;
  /** One look at the chain, of which this is the newest block. */
  readonly work: (head: number) => Promise<void>;
  /** Stops the service when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds between looks at the chain; 1,000 by default. */
  readonly pollIntervalMs?: number | undefined;
}

/** How a service is doing. */
export interface TickerHealth {
  readonly isRunning: boolean;
  /** Whether the chain was reached and found in order, once at least. */
  readonly isReady: boolean;
  /** The newest block worked through, or `undefined` before the first. */
  readonly head: number | undefined;
  /** Looks at the chain that failed since the last that did not. */
  readonly failuresInRow: number;
}

/** The heartbeat of a service. */
export interface Ticker {
  /** Aborts when the service is told to stop. */
  readonly stopping: AbortSignal;
  /** Resolves once the service is ready (or was stopped before); goes on in the background. */
  start(): Promise<void>;
  /** Resolves when no look is under way any more. A service does not start twice. */
  stop(): Promise<void>;
  /** Looks once; joins a look that is under way. Never rejects: failures go to the log and to `health`. */
  tick(): Promise<void>;
  health(): TickerHealth;
}

/** Looks at the chain again and again, more slowly while it fails. */
export function createTicker(parameters: CreateTickerParameters): Ticker {
  const { provider, logger, prepare, work, signal, pollIntervalMs = POLL_INTERVAL_MS } = parameters;
  const stopping = new AbortController();
  let currentTick: Promise<void> | undefined;
  let becomingReady: Promise<void> | undefined;
  let running: Promise<void> | undefined;
  let isReady = false;
  let head: number | undefined;
  let failuresInRow = 0;

  async function start(): Promise<void> {
    becomingReady ??= poll(() => isReady);
    await becomingReady;
    running ??= poll(() => false);
  }

  async function stop(): Promise<void> {
    if (!stopping.signal.aborted) logger.info({ event: "stopping" }, "Finishing what is under way");
    stopping.abort();
    await Promise.all([becomingReady, running, currentTick]);
  }

  async function poll(isDone: () => boolean): Promise<void> {
    while (!isDone() && !stopping.signal.aborted) {
      await tick();
      if (isDone()) return;
      const pause = failuresInRow > 0 ? retryDelay(failuresInRow) : pollIntervalMs;
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  function tick(): Promise<void> {
    currentTick ??= look().finally(() => (currentTick = undefined));
    return currentTick;
  }

  async function look(): Promise<void> {
    try {
      if (!isReady) await prepare();
      isReady = true;
      const newest = await provider.getBlockNumber();
      await work(newest);
      head = newest;
      failuresInRow = 0;
    } catch (error) {
      failuresInRow++;
      const fields = { reason: explainFailure(error).text, failuresInRow, retryInMs: retryDelay(failuresInRow) };
      logger.error({ event: "chainUnavailable", ...fields }, "Could not work with the chain; will look again");
    }
  }

  function health(): TickerHealth {
    const isRunning = becomingReady !== undefined && !stopping.signal.aborted;
    return { isRunning, isReady, head, failuresInRow };
  }

  signal?.addEventListener("abort", () => void stop(), { once: true });
  if (signal?.aborted) stopping.abort();
  return { stopping: stopping.signal, start, stop, tick, health };
}
