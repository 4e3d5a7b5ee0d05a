import type { Log } from "ethers";

import { createBlockClock } from "../client/createBlockClock.ts";
import { readLogs } from "../client/readLogs.ts";
import type { GatewayClient } from "../gateway/gatewayClient.ts";
import type { HomeReference } from "./homeDomain.ts";
import type { JobReceipt } from "./receiptLeaf.ts";

/** The tree is made of so many deliveries at most, the newest: whoever fell out of it was in one before. */
const MAX_DELIVERIES = 65_536;

/** The receipts of a gateway, as its events tell of them. */
export interface ReceiptHistory {
  /** Reads the events up to a block, from where it stopped the last time. The block has to stay. */
  read(toBlock: number): Promise<void>;
  /** The receipts of which the tree consisted at a time, in seconds. Only events that were read count. */
  at(time: bigint): readonly JobReceipt[];
  /** When the tree changed, in seconds, oldest first. */
  times(): readonly bigint[];
}

interface Delivery {
  /** Seconds. */
  readonly time: bigint;
  readonly receipt: JobReceipt;
}

/** Rebuilds a gateway's receipts from its events. */
export function createReceiptHistory(
  { gateway, address, provider, fromBlock }: GatewayClient,
  { homeChainId, market }: HomeReference,
): ReceiptHistory {
  const topics = [gateway.interface.getEvent("ExecutionDelivered").topicHash];
  const timeOf = createBlockClock(provider);
  let deliveries: Delivery[] = [];
  let next = fromBlock;
  let last: Promise<void> = Promise.resolve();

  function read(toBlock: number): Promise<void> {
    const reading = last.then(() => readTo(toBlock));
    last = reading.catch(() => undefined);
    return reading;
  }

  async function readTo(toBlock: number): Promise<void> {
    const logs = await readLogs(provider, { address, topics, fromBlock: next, toBlock });
    const read: Delivery[] = [];
    for (const log of logs) read.push({ time: await timeOf(log.blockNumber), receipt: receiptOf(log) });
    // Twice as many as one tree has, so that trees of a while ago can still be made.
    deliveries = [...deliveries, ...read].slice(-2 * MAX_DELIVERIES);
    next = Math.max(next, toBlock + 1);
  }

  function receiptOf(log: Log): JobReceipt {
    const { args } = gateway.interface.parseLog(log)!;
    return {
      homeChainId: BigInt(homeChainId),
      market,
      job: args.job as string,
      slot: args.slot as bigint,
      execution: args.execution as bigint,
      processor: args.processor as string,
      outputHash: args.outputHash as string,
      isSuccess: args.isFulfilled as boolean,
    };
  }

  function at(time: bigint): readonly JobReceipt[] {
    const counted = deliveries.filter((delivery) => delivery.time <= time).slice(-MAX_DELIVERIES);
    // A retry changes the outcome of a delivery, and nothing else of it.
    const newest = new Map(counted.map(({ receipt }) => [keyOf(receipt), receipt]));
    return [...newest.values()];
  }

  return { read, at, times: () => [...new Set(deliveries.map(({ time }) => time))] };
}

function keyOf({ job, slot, execution }: JobReceipt): string {
  return `${job}:${slot}:${execution}`;
}
