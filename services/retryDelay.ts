const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 8_000;

/** Milliseconds to wait after so many failures in a row (at least one): doubling from 500, never above 8,000. */
export function retryDelay(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS);
}
