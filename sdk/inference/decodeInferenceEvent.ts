import type { Log } from "ethers";

import { InferenceMarket__factory } from "../../typechain-types/index.ts";
import { plainFields } from "../client/plainValue.ts";
import type { InferenceEvent } from "./inferenceEvent.ts";

const marketInterface = InferenceMarket__factory.createInterface();

/** Reads a log of the InferenceMarket; `undefined` when it tells of no task. */
export function decodeInferenceEvent(log: Log): InferenceEvent | undefined {
  const parsed = marketInterface.parseLog(log);
  if (!parsed?.fragment.inputs.some(({ name, type }) => name === "id" && type === "bytes32")) return undefined;
  const fields = plainFields(parsed.fragment.inputs, parsed.args);
  const { blockNumber: block, transactionHash, index: logIndex } = log;
  return { name: parsed.name, id: String(fields.id), block, transactionHash, logIndex, fields };
}
