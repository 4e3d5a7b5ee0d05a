import { setTimeout as sleep } from "node:timers/promises";

const FIRST_DELAY_MS = 500;
const MAX_DIALS_AT_ONCE = 4;
const DIAL_TIMEOUT_MS = 5_000;
const MAX_REMEMBERED = 1_024;

/** Somebody to connect to. */
export interface DialTarget {
  /** Names the target for the log, and for the pause after a failure. */
  readonly name: string;
  /** Multiaddrs of one peer. */
  readonly addresses: readonly string[];
  /** Milliseconds of the longest pause between two attempts; the first is 500, each the double of the last. */
  readonly maxDelayMs: number;
}

/** What a dialer needs. */
export interface CreateDialerParameters {
  /** Whom to connect to now, the most wanted first. */
  readonly targets: () => readonly DialTarget[];
  readonly dial: (target: DialTarget, signal: AbortSignal) => Promise<void>;
  /** Hears of the first of several failures in a row. */
  readonly onFailure: (target: DialTarget, error: unknown) => void;
  /** Milliseconds between looks. */
  readonly intervalMs: number;
}

/** Keeps connecting. */
export interface Dialer {
  start(): void;
  /** Resolves when no dial is under way any more. */
  stop(): Promise<void>;
  /** Looks now rather than at the next interval. The target named, if any, gets a fresh start. */
  wake(name?: string): void;
}

export function createDialer({ targets, dial, onFailure, intervalMs }: CreateDialerParameters): Dialer {
  const stopping = new AbortController();
  const failures = new Map<string, { count: number; nextAt: number }>();
  const underWay = new Set<string>();
  let waking = new AbortController();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    const dials = new Set<Promise<void>>();
    while (!stopping.signal.aborted) {
      waking = new AbortController();
      for (const target of due().slice(0, MAX_DIALS_AT_ONCE - dials.size)) {
        const attempt = attemptDial(target).finally(() => dials.delete(attempt));
        dials.add(attempt);
      }
      const signal = AbortSignal.any([stopping.signal, waking.signal]);
      await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    }
    await Promise.all(dials);
  }

  function due(): DialTarget[] {
    const now = Date.now();
    return targets().filter(({ name }) => !underWay.has(name) && (failures.get(name)?.nextAt ?? 0) <= now);
  }

  async function attemptDial(target: DialTarget): Promise<void> {
    const { name } = target;
    underWay.add(name);
    try {
      await dial(target, AbortSignal.any([stopping.signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)]));
      failures.delete(name);
    } catch (error) {
      if (!stopping.signal.aborted && noteFailure(target) === 1) onFailure(target, error);
    } finally {
      underWay.delete(name);
    }
  }

  /** Up to a fifth more than the doubled delay, so that nodes that lost the same peer do not return in step. */
  function noteFailure({ name, maxDelayMs }: DialTarget): number {
    const count = (failures.get(name)?.count ?? 0) + 1;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** (count - 1), maxDelayMs) * (1 + Math.random() / 5);
    failures.delete(name);
    failures.set(name, { count, nextAt: Date.now() + delay });
    if (failures.size > MAX_REMEMBERED) failures.delete(failures.keys().next().value as string);
    return count;
  }

  function wake(name?: string): void {
    if (name !== undefined) failures.delete(name);
    waking.abort();
  }

  return {
    start: () => void (running ??= run()),
    wake,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
