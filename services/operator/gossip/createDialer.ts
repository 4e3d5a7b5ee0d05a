const FIRST_DELAY_MS = 500;
const MAX_DIALS_AT_ONCE = 4;
const DIAL_TIMEOUT_MS = 20_000;
/** Milliseconds that a connection has to last before it is a good one. */
const SETTLED_MS = 60_000;
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

/** How often it was tried to connect to somebody. */
interface Attempts {
  readonly count: number;
  /** The last one, in Unix milliseconds. */
  readonly at: number;
  readonly nextAt: number;
  readonly hasFailed: boolean;
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
  const attempts = new Map<string, Attempts>();
  /** What aborts a dial, by the name of its target. */
  const underWay = new Map<string, AbortController>();
  let isStopping = false;
  let endPause: (() => void) | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    const dials = new Set<Promise<void>>();
    while (!isStopping) {
      for (const target of due().slice(0, MAX_DIALS_AT_ONCE - dials.size)) {
        const attempt = attemptDial(target).finally(() => dials.delete(attempt));
        dials.add(attempt);
      }
      await pause();
    }
    await Promise.all(dials);
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, intervalMs);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function due(): DialTarget[] {
    const now = Date.now();
    return targets().filter(({ name }) => !underWay.has(name) && (attempts.get(name)?.nextAt ?? 0) <= now);
  }

  async function attemptDial(target: DialTarget): Promise<void> {
    const { name } = target;
    const aborting = new AbortController();
    const timer = setTimeout(() => aborting.abort(new Error("It took too long.")), DIAL_TIMEOUT_MS);
    underWay.set(name, aborting);
    try {
      // Whether or not the dial minds the signal: a target that hangs must not stay out of reach for ever.
      await Promise.race([dial(target, aborting.signal), rejectionBy(aborting.signal)]);
      note(target, false);
    } catch (error) {
      if (isStopping) return;
      if (!attempts.get(name)?.hasFailed) onFailure(target, error);
      note(target, true);
    } finally {
      clearTimeout(timer);
      underWay.delete(name);
    }
  }

  /**
   * A connection that is lost soon after counts like one that was not had: the other side may not want us. Up to a fifth
   * is added to the doubled delay, so that nodes that lost the same peer do not return in step.
   */
  function note({ name, maxDelayMs }: DialTarget, hasFailed: boolean): void {
    const now = Date.now();
    const last = attempts.get(name);
    const isFresh = last === undefined || (!last.hasFailed && now - last.at > SETTLED_MS);
    const count = isFresh ? 1 : last.count + 1;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** (count - 1), maxDelayMs) * (1 + Math.random() / 5);
    attempts.delete(name);
    attempts.set(name, { count, at: now, nextAt: now + delay, hasFailed });
    if (attempts.size > MAX_REMEMBERED) attempts.delete(attempts.keys().next().value as string);
  }

  function wake(name?: string): void {
    if (name !== undefined) attempts.delete(name);
    endPause?.();
  }

  return {
    start: () => void (running ??= run()),
    wake,
    stop: async () => {
      isStopping = true;
      endPause?.();
      for (const aborting of underWay.values()) aborting.abort(new Error("The dialer stops."));
      await running;
    },
  };
}

function rejectionBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
