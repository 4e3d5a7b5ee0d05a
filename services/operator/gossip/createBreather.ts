import { setImmediate as nextTurn } from "node:timers/promises";

const BREATH_MS = 10;

/**
 * Creates a function to await between pieces of work: it gives way to timers and sockets when they have waited for ten
 * milliseconds. Without it, what has already arrived is worked through at one go, however much it is.
 */
export function createBreather(): () => Promise<void> {
  let lastBreath = performance.now();
  return async () => {
    if (performance.now() - lastBreath < BREATH_MS) return;
    await nextTurn();
    lastBreath = performance.now();
  };
}
