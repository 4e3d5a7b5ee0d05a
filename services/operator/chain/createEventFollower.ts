import type { Interface, Log, Provider } from "ethers";

/** Blocks asked for at once: what most nodes answer. */
const MAX_RANGE = 2_000;

/** An event, with what it says. */
export interface ChainEvent {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly block: number;
  readonly transaction: string;
  readonly logIndex: number;
}

/** What to follow. */
export interface CreateEventFollowerParameters {
  readonly provider: Provider;
  readonly address: string;
  readonly abi: Interface;
  /** Names of the events. */
  readonly events: readonly string[];
  /** The first block. */
  readonly from: number;
  /** Blocks that are read again each time, since they may still be replaced; events in them come more than once. */
  readonly overlap: number;
  /** Hears each event, in order. When it throws, the event comes again. */
  readonly hear: (event: ChainEvent) => Promise<void> | void;
}

/** Reads the events of a contract as they come. */
export interface EventFollower {
  /** Reads up to a block. */
  read(head: number): Promise<void>;
  /** The next block that was never read. */
  next(): number;
}

export function createEventFollower(parameters: CreateEventFollowerParameters): EventFollower {
  const { provider, address, abi, events, from, overlap, hear } = parameters;
  const topics = [events.map((name) => abi.getEvent(name)?.topicHash ?? name)];
  let next = from;

  async function read(head: number): Promise<void> {
    let start = Math.max(from, Math.min(next, head + 1) - overlap);
    while (start <= head) {
      const end = Math.min(start + MAX_RANGE - 1, head);
      for (const log of await provider.getLogs({ address, topics, fromBlock: start, toBlock: end })) await tell(log);
      next = Math.max(next, end + 1);
      start = end + 1;
    }
  }

  async function tell(log: Log): Promise<void> {
    const parsed = abi.parseLog(log);
    if (parsed === null) return;
    const args = parsed.args.toObject() as Record<string, unknown>;
    const { blockNumber: block, transactionHash: transaction, index: logIndex } = log;
    await hear({ name: parsed.name, args, block, transaction, logIndex });
  }

  return { read, next: () => next };
}
