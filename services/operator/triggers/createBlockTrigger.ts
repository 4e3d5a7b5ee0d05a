import type { Trigger, TriggerOptions } from "./trigger.ts";

/** How many blocks apart. */
export interface BlockTriggerOptions extends TriggerOptions {
  /** Fires in each block whose number is a multiple of it. */
  readonly every: number;
}

/** Fires every so many blocks. What was missed while the node was away stays missed, but for the newest. */
export function createBlockTrigger({ every, ...options }: BlockTriggerOptions): Trigger {
  return {
    ...options,
    async look({ head, cursor }) {
      const block = head - (head % every);
      const isNew = cursor === undefined ? block === head : block > Number(cursor);
      const key = String(block);
      return { firings: isNew ? [{ key, input: { blockNumber: block }, block }] : [], cursor: key };
    },
  };
}
