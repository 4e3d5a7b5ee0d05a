import { Interface } from "ethers";

import type { RandomnessRequest } from "./randomnessRequest.ts";
import { vrfCoordinatorAbi } from "./vrfCoordinatorAbi.ts";
import { VrfRequestLogError } from "./vrfRequestLogError.ts";

const coordinator = new Interface(vrfCoordinatorAbi);

/** The parts of a log this needs; ethers' `Log` has them. */
export interface DecodeRandomnessRequestParameters {
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
}

/**
 * Reads a request from the log the coordinator emitted for it.
 *
 * @throws {VrfRequestLogError} when the log is not a `RandomWordsRequested`.
 */
export function decodeRandomnessRequest(log: DecodeRandomnessRequestParameters): RandomnessRequest {
  const event = coordinator.parseLog(log);
  if (event?.name !== "RandomWordsRequested") throw new VrfRequestLogError(log.topics[0]);

  const { keyHash, requestId, preSeed, subId, callbackGasLimit, numWords, extraArgs, sender } = event.args;
  return {
    requestId,
    keyHash,
    preSeed,
    subId,
    minimumConfirmations: Number(event.args.minimumRequestConfirmations),
    callbackGasLimit,
    numWords,
    extraArgs,
    sender,
    blockNumber: log.blockNumber,
  };
}
