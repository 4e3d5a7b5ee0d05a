import type { Firing, TaskInput, Trigger, TriggerOptions } from "./trigger.ts";

/** Fires when somebody says so. */
export interface ManualTrigger extends Trigger {
  /** @returns The firing's key. */
  fire(input: TaskInput): string;
}

/** @param newKey Makes a key that was never used. */
export function createManualTrigger(options: TriggerOptions, newKey: () => string): ManualTrigger {
  const firings: Firing[] = [];
  return {
    ...options,
    fire(input) {
      const key = newKey();
      firings.push({ key, input });
      return key;
    },
    look: async () => ({ firings: firings.splice(0), cursor: undefined }),
  };
}
