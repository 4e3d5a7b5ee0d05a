import { EventFragment, Interface, type Log, type Provider } from "ethers";

import { plainFields } from "../../../sdk/client/plainValue.ts";
import type { JsonValue } from "../../../sdk/definitions/taskDefinition.ts";
import type { Firing, TaskInput, Trigger, TriggerOptions } from "./trigger.ts";

/** Blocks asked for at once: what most nodes answer. */
const MAX_RANGE = 2_000;

/** Which events. */
export interface EventTriggerOptions extends TriggerOptions {
  readonly provider: Provider;
  /** The contract that emits them. */
  readonly contract: string;
  /** In Solidity, as `event Sent(address indexed by, uint256 amount)`. */
  readonly event: string;
  /** The first block. */
  readonly fromBlock: number;
  /** Blocks on top of an event before it counts; 0 by default. */
  readonly confirmations?: number;
}

/** Fires for each event of a contract, those that came while the node was away included. */
export function createEventTrigger(parameters: EventTriggerOptions): Trigger {
  const { provider, contract, event, fromBlock, confirmations = 0, ...options } = parameters;
  const fragment = EventFragment.from(event);
  const abi = new Interface([fragment]);

  return {
    ...options,
    async look({ head, cursor, signal }) {
      const firings: Firing[] = [];
      const last = head - confirmations;
      let next = cursor === undefined ? fromBlock : Number(cursor);
      while (next <= last && !signal.aborted) {
        const toBlock = Math.min(next + MAX_RANGE - 1, last);
        const filter = { address: contract, topics: [fragment.topicHash], fromBlock: next, toBlock };
        for (const log of await provider.getLogs(filter)) firings.push(firingOf(log, abi));
        next = toBlock + 1;
      }
      return { firings, cursor: String(next) };
    },
  };
}

function firingOf(log: Log, abi: Interface): Firing {
  const { blockNumber, transactionHash, index: logIndex } = log;
  const parsed = abi.parseLog(log);
  const args = parsed === null ? {} : plainFields(parsed.fragment.inputs, parsed.args);
  const input = { event: jsonOf(args), blockNumber, transactionHash, logIndex } as TaskInput;
  return { key: `${transactionHash}:${logIndex}`, input, block: blockNumber };
}

/** Wide integers as decimal text. */
function jsonOf(value: unknown): JsonValue {
  const text = JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? part.toString() : part) as unknown);
  return JSON.parse(text) as JsonValue;
}
