import { setTimeout as pause } from "node:timers/promises";

const LOOK_INTERVAL_MS = 20;

/**
 * Resolves when a condition holds that nobody announces.
 *
 * @param deadlineMs Milliseconds after which it rejects.
 */
export async function isTrue(condition: () => boolean, deadlineMs = 15_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Not true within ${deadlineMs} ms: ${condition.toString()}`);
    await pause(LOOK_INTERVAL_MS);
  }
}
