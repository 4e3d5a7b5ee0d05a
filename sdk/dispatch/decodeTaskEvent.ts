import type { Log } from "ethers";

import { Dispatcher__factory } from "../../typechain-types/index.ts";
import { plainFields } from "../client/plainValue.ts";
import type { TaskEvent } from "./taskEvent.ts";

const dispatcherInterface = Dispatcher__factory.createInterface();

/** Reads a log of the Dispatcher; `undefined` when it tells of no task. */
export function decodeTaskEvent(log: Log): TaskEvent | undefined {
  const parsed = dispatcherInterface.parseLog(log);
  if (!parsed || parsed.fragment.inputs[0]?.name !== "id") return undefined;

  const { blockNumber: block, blockHash, transactionHash, index: logIndex } = log;
  const fields = plainFields(parsed.fragment.inputs, parsed.args);
  // The types of `TaskEvent` are those of the contract's events, one to one.
  return { name: parsed.name, block, blockHash, transactionHash, logIndex, ...fields } as unknown as TaskEvent;
}
