import type { Trigger, TriggerOptions } from "./trigger.ts";

const SECOND_MS = 1_000;

/** How long apart. */
export interface TimeTriggerOptions extends TriggerOptions {
  /** Seconds; it fires at each multiple of them since 1970. */
  readonly everySeconds: number;
}

/** Fires every so many seconds. What was missed while the node was away stays missed, but for the newest. */
export function createTimeTrigger({ everySeconds, ...options }: TimeTriggerOptions): Trigger {
  return {
    ...options,
    async look({ now, cursor }) {
      const timestamp = Math.floor(now / SECOND_MS / everySeconds) * everySeconds;
      const key = String(timestamp);
      const isNew = cursor !== undefined && timestamp > Number(cursor);
      return { firings: isNew ? [{ key, input: { timestamp } }] : [], cursor: key };
    },
  };
}
