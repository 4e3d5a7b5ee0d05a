import type { Log, Provider } from "ethers";

import type { MusterClient } from "./musterClient.ts";
import { pause } from "./pause.ts";

const DEFAULT_CONFIRMATIONS = 12;
const DEFAULT_POLL_MS = 2_000;
const DEFAULT_RANGE_BLOCKS = 2_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;

/** From where, and what for. */
export interface WatchParameters<Event> {
  /** The first block to read: the deployment's, or the one after the last that `onConfirmed` was told of. */
  readonly fromBlock: number;
  /** Gets every event, in the order of the chain; the next one waits for it. What it throws ends the watch. */
  readonly onEvent: (event: Event) => void | Promise<void>;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Blocks after which a block is taken to stay; 12 by default. */
  readonly confirmations?: number;
  readonly pollIntervalMs?: number;
  /** Most blocks that are asked for at once; fewer while the chain's node refuses. */
  readonly maxRangeBlocks?: number;
  /** Told of the last block whose events were all delivered and which will stay: a watch can resume after it. */
  readonly onConfirmed?: (block: number) => void;
  /** Told of what the chain's node failed with; the watch goes on. */
  readonly onError?: (error: unknown) => void;
}

/** Of which contract, and how its logs are read. */
export interface WatchLogsParameters<Event> extends WatchParameters<Event> {
  readonly address: string;
  /** `undefined` for a log that nobody waits for. */
  readonly decode: (log: Log) => Event | undefined;
}

/**
 * Follows the events of a contract until the signal.
 *
 * Blocks that are not confirmed yet are read anew each time. An event is delivered once for each block it was found in:
 * after a reorganisation once more, under its new block hash.
 *
 * @throws whatever `onEvent` throws.
 */
export async function watchLogs<Event>(client: MusterClient, parameters: WatchLogsParameters<Event>): Promise<void> {
  const { address, decode, onEvent, onConfirmed, signal, confirmations = DEFAULT_CONFIRMATIONS } = parameters;
  const maxRange = parameters.maxRangeBlocks ?? DEFAULT_RANGE_BLOCKS;
  const delivered = new Map<string, number>();
  let next = parameters.fromBlock;
  let range = maxRange;
  let failures = 0;

  while (!signal.aborted) {
    const read = await readFrom(client.provider, address, { fromBlock: next, range, confirmations }).catch(
      (error: unknown) => ({ error }),
    );
    if ("error" in read) {
      if (signal.aborted) return;
      parameters.onError?.(read.error);
      range = Math.max(1, Math.floor(range / 2));
      await pause(Math.min(FIRST_RETRY_MS * 2 ** failures++, LAST_RETRY_MS), signal);
      continue;
    }
    [failures, range] = [0, Math.min(2 * range, maxRange)];
    await deliver(read.logs);
    if (signal.aborted) return;
    confirm(read.confirmedTo);
    if (read.isAtHead) await pause(parameters.pollIntervalMs ?? DEFAULT_POLL_MS, signal);
  }

  async function deliver(logs: readonly Log[]): Promise<void> {
    for (const log of logs) {
      const key = `${log.blockHash}:${log.index}`;
      const event = delivered.has(key) ? undefined : decode(log);
      if (signal.aborted) return;
      if (!event) continue;
      delivered.set(key, log.blockNumber);
      await onEvent(event);
    }
  }

  function confirm(block: number): void {
    if (block < next) return;
    next = block + 1;
    for (const [key, at] of delivered) if (at <= block) delivered.delete(key);
    onConfirmed?.(block);
  }
}

interface ReadRange {
  readonly logs: readonly Log[];
  /** The last block read that will stay. */
  readonly confirmedTo: number;
  readonly isAtHead: boolean;
}

/** Reads on from a block; all of the unconfirmed blocks count as one range, so that they come in one piece. */
async function readFrom(
  provider: Provider,
  address: string,
  { fromBlock, range, confirmations }: { fromBlock: number; range: number; confirmations: number },
): Promise<ReadRange> {
  const head = await provider.getBlockNumber();
  const confirmedHead = head - confirmations;
  const rangeEnd = fromBlock + range - 1;
  const toBlock = rangeEnd < confirmedHead ? rangeEnd : head;
  if (toBlock < fromBlock) return { logs: [], confirmedTo: confirmedHead, isAtHead: true };

  const logs = await provider.getLogs({ address, fromBlock, toBlock });
  const ordered = logs.toSorted((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
  return { logs: ordered, confirmedTo: Math.min(toBlock, confirmedHead), isAtHead: toBlock === head };
}
