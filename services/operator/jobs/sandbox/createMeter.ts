import type { LimitExcess, LimitKind } from "./limitExceededError.ts";
import type { ScriptLimits } from "./scriptLimits.ts";

const LIMIT_OF = {
  duration: "durationMs",
  memory: "memoryBytes",
  networkRequests: "networkRequests",
  storage: "storageBytes",
  output: "outputBytes",
} as const satisfies Record<LimitKind, keyof ScriptLimits>;

/** Watches a script's limits. The first excess stands, whatever the script does then. */
export interface Meter {
  readonly excess: () => LimitExcess | undefined;
  /** Whether so much is allowed; if not, the script is over. */
  readonly check: (kind: LimitKind, used: number) => boolean;
  /** Milliseconds since the script began. */
  readonly elapsed: () => number;
  /** Whether the script must end: it is out of time, or over another limit. */
  readonly isOver: () => boolean;
}

/**
 * Creates a meter, whose time runs from now.
 *
 * @param now Milliseconds on a clock that does not go back.
 */
export function createMeter(limits: ScriptLimits, now: () => number): Meter {
  const startedAt = now();
  let excess: LimitExcess | undefined;

  const check = (kind: LimitKind, used: number) => {
    const limit = limits[LIMIT_OF[kind]];
    if (used > limit) excess ??= { kind, used, limit };
    return used <= limit;
  };
  const elapsed = () => now() - startedAt;
  const isOver = () => excess !== undefined || !check("duration", Math.ceil(elapsed()));
  return { excess: () => excess, check, elapsed, isOver };
}
