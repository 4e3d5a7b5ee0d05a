import type { Log, Provider } from "ethers";

import { readCall } from "./readCall.ts";

/** Blocks asked for at once: what most nodes answer. */
const MAX_RANGE = 2_000;

/** Which logs. */
export interface ReadLogsParameters {
  readonly address: string;
  readonly topics: (string | string[] | null)[];
  readonly fromBlock: number;
  readonly toBlock: number;
}

/**
 * Reads a contract's logs in order, as many blocks at once as most nodes answer.
 *
 * @throws {MusterError} when the chain cannot be reached.
 */
export async function readLogs(
  provider: Provider,
  { fromBlock, toBlock, ...what }: ReadLogsParameters,
): Promise<Log[]> {
  const found: Log[] = [];
  for (let start = fromBlock; start <= toBlock; start += MAX_RANGE) {
    const end = Math.min(start + MAX_RANGE - 1, toBlock);
    for (const log of await readCall(async () => provider.getLogs({ ...what, fromBlock: start, toBlock: end }))) {
      found.push(log);
    }
  }
  return found;
}
