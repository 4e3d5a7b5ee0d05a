const TICK_MS = 1_000;
const STALL_MS = 5_000;
const CATCH_UP_MS = 10_000;

/** Knows when this process was stopped or starved, so that nobody else is blamed for what waited meanwhile. */
export interface StallWatch {
  start(): void;
  stop(): void;
  /** Whether what arrives now may have waited at our own door. */
  isCatchingUp(): boolean;
}

/** @param now Unix time in milliseconds; the clock's by default. */
export function createStallWatch(now: () => number = Date.now): StallWatch {
  let lastTick: number | undefined;
  let calmAt = 0;
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    if (isCatchingUp() && now() >= calmAt) calmAt = now() + CATCH_UP_MS;
    lastTick = now();
  }

  // Sockets may be read before the timer that is long due, so the clock is looked at here as well.
  function isCatchingUp(): boolean {
    return now() < calmAt || (lastTick !== undefined && now() - lastTick > STALL_MS);
  }

  function start(): void {
    lastTick = now();
    timer ??= setInterval(tick, TICK_MS).unref();
  }

  return { start, stop: () => clearInterval(timer), isCatchingUp };
}
