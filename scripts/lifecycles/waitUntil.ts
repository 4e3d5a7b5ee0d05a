import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 200;
/** A public chain's block takes 12 seconds, and Chainlink's answer a few of them. */
const PATIENCE_MS = 600_000;

/**
 * Waits for something on the chain.
 *
 * @throws {Error} when it has not come within ten minutes.
 */
export async function waitUntil(what: string, isDone: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error(`Waited ${PATIENCE_MS / 1_000} seconds for ${what}.`);
    await sleep(POLL_MS);
  }
}
