import { hexlify, isHexString, keccak256, toUtf8Bytes } from "ethers";

import { reportExecution } from "../../sdk/jobs/reportExecution.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly slot: number;
  readonly execution: number;
  readonly output: string | undefined;
  readonly hash: string | undefined;
  readonly failure: string | undefined;
  readonly signature: string | undefined;
  readonly delivery: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, given) => {
  const { id, failure, hash, signature: runtimeProof = "0x", delivery: deliveryProof = "0x" } = given;
  const output = bytesOf(failure ?? given.output ?? "0x");
  const receipt = await reportExecution(client, {
    id,
    slot: BigInt(given.slot),
    execution: BigInt(given.execution),
    isSuccess: failure === undefined,
    outputHash: hash ?? keccak256(output),
    output,
    runtimeProof,
    deliveryProof,
  });
  report(`Execution ${given.execution} is reported`, receipt);
});

function bytesOf(text: string): string {
  return isHexString(text) ? text : hexlify(toUtf8Bytes(text));
}
