/** How tasks of a kind have gone. */
export interface KindStatistics {
  /** Results that a program gave. */
  readonly executed: number;
  /** Programs that gave none. */
  readonly failed: number;
  /** Results that the chain accepted. */
  readonly submitted: number;
  /** Tasks passed, after however much work. */
  readonly skipped: number;
  /** Accepted results that were paid, and those that were not. */
  readonly paid: number;
  readonly unpaid: number;
  /** Milliseconds of a program, fetching included; a mean in which the newest weighs a fifth. */
  readonly meanDurationMs: number;
  readonly longestDurationMs: number;
  /** Gas of what one result took, commitment and reveal together; a mean as above. */
  readonly meanGas: number;
  /** By currency address, in its smallest unit. */
  readonly earned: Readonly<Record<string, bigint>>;
}

/** What happens to a task. */
export type KindEvent =
  | { readonly type: "executed"; readonly durationMs: number }
  | { readonly type: "failed" | "skipped" | "unpaid" }
  | { readonly type: "submitted"; readonly gas: number }
  | { readonly type: "paid"; readonly currency: string; readonly amount: bigint };

/** A runner's experience, by kind of work. */
export interface StatisticsByKind {
  of(kind: string): KindStatistics;
  record(kind: string, event: KindEvent): void;
  all(): Readonly<Record<string, KindStatistics>>;
}

const NEWEST_WEIGHT = 0.2;
const NOTHING: KindStatistics = {
  executed: 0,
  failed: 0,
  submitted: 0,
  skipped: 0,
  paid: 0,
  unpaid: 0,
  meanDurationMs: 0,
  longestDurationMs: 0,
  meanGas: 0,
  earned: {},
};

export function createKindStatistics(): StatisticsByKind {
  const kinds = new Map<string, KindStatistics>();
  const of = (kind: string): KindStatistics => kinds.get(kind) ?? NOTHING;

  function record(kind: string, event: KindEvent): void {
    const before = of(kind);
    kinds.set(kind, { ...before, [event.type]: before[event.type] + 1, ...measured(before, event) });
  }

  return { of, record, all: () => Object.fromEntries(kinds) };
}

function measured(before: KindStatistics, event: KindEvent): Partial<KindStatistics> {
  if (event.type === "executed") {
    const longestDurationMs = Math.max(before.longestDurationMs, event.durationMs);
    return { meanDurationMs: mean(before.meanDurationMs, event.durationMs, before.executed), longestDurationMs };
  }
  if (event.type === "submitted") return { meanGas: mean(before.meanGas, event.gas, before.submitted) };
  if (event.type !== "paid") return {};
  const { currency, amount } = event;
  return { earned: { ...before.earned, [currency]: (before.earned[currency] ?? 0n) + amount } };
}

function mean(before: number, sample: number, count: number): number {
  return count === 0 ? sample : before + (sample - before) * NEWEST_WEIGHT;
}
