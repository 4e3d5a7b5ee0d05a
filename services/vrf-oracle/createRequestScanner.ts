import { Interface, type Log, type Provider } from "ethers";

import { decodeRandomnessRequest } from "../../sdk/vrf/decodeRandomnessRequest.ts";
import type { RandomnessRequest } from "../../sdk/vrf/randomnessRequest.ts";
import { vrfCoordinatorAbi } from "../../sdk/vrf/vrfCoordinatorAbi.ts";

/** Blocks read again with every new one, so that requests a reorganisation moved or revived are found. */
const REORG_DEPTH_BLOCKS = 64;
/** Blocks asked of a node at a time; public nodes refuse long ranges. */
const LOG_RANGE_BLOCKS = 256;

const coordinator = new Interface(vrfCoordinatorAbi);
const REQUESTED = coordinator.getEvent("RandomWordsRequested")!.topicHash;
const FULFILLED = coordinator.getEvent("RandomWordsFulfilled")!.topicHash;

/** Where to look, and for what. */
export interface CreateRequestScannerParameters {
  readonly provider: Provider;
  readonly coordinatorAddress: string;
  /** Only requests of this key count, 32 bytes of hex. */
  readonly keyHash: string;
  /** Blocks back from the head at which the first scan begins. */
  readonly windowBlocks: number;
  /** Where the first scan begins instead. */
  readonly fromBlock?: number | undefined;
}

/** What one scan found. */
export interface RequestScan {
  /** Requests without an answer up to the head. */
  readonly outstanding: readonly RandomnessRequest[];
  /** Answers by request id, to requests of any key. */
  readonly fulfilled: ReadonlyMap<bigint, Fulfilled>;
}

interface Fulfilled {
  /** Whether the consumer's callback succeeded. There is no second try. */
  readonly success: boolean;
  /** Wei, or juels when LINK pays. */
  readonly payment: bigint;
}

/** Reads a coordinator's requests and answers, forward from one scan to the next. A failed scan moves nothing. */
export interface RequestScanner {
  scan(head: number): Promise<RequestScan>;
}

export function createRequestScanner(parameters: CreateRequestScannerParameters): RequestScanner {
  const { provider, coordinatorAddress, keyHash, windowBlocks, fromBlock } = parameters;
  let scannedTo: number | undefined;

  function firstBlock(head: number): number {
    if (scannedTo === undefined) return fromBlock ?? Math.max(0, head - windowBlocks);
    return Math.max(0, Math.min(scannedTo, head) + 1 - REORG_DEPTH_BLOCKS);
  }

  async function scan(head: number): Promise<RequestScan> {
    const requested = new Map<bigint, RandomnessRequest>();
    const fulfilled = new Map<bigint, Fulfilled>();

    for (let from = firstBlock(head); from <= head; from += LOG_RANGE_BLOCKS) {
      const toBlock = Math.min(from + LOG_RANGE_BLOCKS - 1, head);
      const topics = [[REQUESTED, FULFILLED]];
      const logs = await provider.getLogs({ address: coordinatorAddress, topics, fromBlock: from, toBlock });
      for (const log of logs) read(log, requested, fulfilled);
    }

    scannedTo = head;
    for (const id of fulfilled.keys()) requested.delete(id);
    return { outstanding: [...requested.values()], fulfilled };
  }

  function read(log: Log, requested: Map<bigint, RandomnessRequest>, fulfilled: Map<bigint, Fulfilled>): void {
    if (log.topics[0] === REQUESTED) {
      if (log.topics[1] !== keyHash) return;
      const request = decodeRandomnessRequest(log);
      requested.set(request.requestId, request);
      return;
    }
    const { requestId, success, payment } = coordinator.parseLog(log)!.args;
    fulfilled.set(requestId, { success, payment });
  }

  return { scan };
}
