import type { Trigger, TaskInput, TriggerOptions } from "./trigger.ts";

/** What a predicate answers: whether a task is due, and with what. */
export interface PredicateAnswer {
  readonly isDue: boolean;
  readonly input?: TaskInput;
  /** What makes this occasion another than the last; without it, a new one begins when the answer was no in between. */
  readonly key?: string;
}

/** Asks whether a task is due. */
export type Predicate = (look: {
  readonly head: number;
  readonly now: number;
  readonly signal: AbortSignal;
}) => Promise<PredicateAnswer | boolean> | PredicateAnswer | boolean;

/** What to ask, and how often. */
export interface PredicateTriggerOptions extends TriggerOptions {
  readonly predicate: Predicate;
  /** Milliseconds between two questions. */
  readonly everyMs: number;
}

/** What is remembered: the occasion that was acted on, and whether it goes on. */
interface Memory {
  readonly count: number;
  readonly key?: string;
  readonly wasDue: boolean;
}

/** Fires when a condition of somebody's own comes true. */
export function createPredicateTrigger({ predicate, everyMs, ...options }: PredicateTriggerOptions): Trigger {
  let nextAt = 0;
  return {
    ...options,
    async look({ head, now, cursor, signal }) {
      if (now < nextAt) return { firings: [], cursor };
      nextAt = now + everyMs;
      const memory: Memory = cursor === undefined ? { count: 0, wasDue: false } : (JSON.parse(cursor) as Memory);
      const said = await predicate({ head, now, signal });
      const { isDue, input = {}, key } = typeof said === "boolean" ? { isDue: said } : said;
      const isNew = isDue && (key === undefined ? !memory.wasDue : key !== memory.key);
      const count = memory.count + Number(isNew);
      const next: Memory = { count, wasDue: isDue, ...(key === undefined ? {} : { key }) };
      const firing = { key: key ?? String(count), input };
      return { firings: isNew ? [firing] : [], cursor: JSON.stringify(next) };
    },
  };
}
