const MINIMUM_GAP_MS = 1_000;

/** Tells the others again and again where we are, and soon when somebody new listens. */
export interface Announcer {
  start(): void;
  stop(): void;
  /** Announces as soon as the last time is long enough ago. */
  announceSoon(): void;
}

/**
 * @param announce Must not reject.
 * @param intervalMs Milliseconds between announcements, give or take a fifth.
 */
export function createAnnouncer(announce: () => Promise<void>, intervalMs: number): Announcer {
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Infinity;
  let lastAt = 0;
  let isRunning = false;

  function schedule(delayMs: number): void {
    clearTimeout(timer);
    dueAt = Date.now() + delayMs;
    timer = setTimeout(run, delayMs).unref();
  }

  function run(): void {
    lastAt = Date.now();
    void announce();
    schedule(intervalMs * (0.8 + 0.4 * Math.random()));
  }

  function announceSoon(): void {
    const delayMs = Math.max(0, lastAt + MINIMUM_GAP_MS - Date.now());
    if (isRunning && dueAt > Date.now() + delayMs) schedule(delayMs);
  }

  return {
    announceSoon,
    start: () => {
      isRunning = true;
      announceSoon();
    },
    stop: () => {
      isRunning = false;
      clearTimeout(timer);
    },
  };
}
