import { hexlify, id, toUtf8Bytes } from "ethers";

import type { TaskRequest } from "../../sdk/dispatch/taskRequest.ts";
import { buildTerms, ON_RESULTS_SELECTOR, type TaskTerms } from "../../sdk/dispatch/taskTerms.ts";
import { encodeResultSchema } from "../../sdk/schema/resultSchema.ts";
import type { Bench } from "./createBench.ts";

const NUM_RUNNERS = 3;
const PAYMENT = 10n ** 15n;
/** 96 bytes that say what to do: a content id and its argument. */
const CONTENT = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi?ask=median-price-of-eth-usd";
const DEFINITION = hexlify(toUtf8Bytes(CONTENT));
const WORD = encodeResultSchema({ kind: "StaticAbi", types: ["uint256"] });

/** A task of the bench: three runners, one word for a result, a callback that consumes. */
export function benchRequest(bench: Bench, pool: number, salt: string, changes: Partial<TaskTerms>): TaskRequest {
  const callback = {
    target: String(bench.consumer.target),
    selector: ON_RESULTS_SELECTOR,
    gasLimit: 200_000,
    maxTip: 2n * 10n ** 9n,
    budget: 10n ** 16n,
  };
  const actor = bench.actor.address;
  return {
    pool,
    numRunners: NUM_RUNNERS,
    responseBlocks: 100,
    timeoutBlocks: 1_000,
    definition: DEFINITION,
    terms: buildTerms({ actor, salt: id(salt), paymentPerRunner: PAYMENT, schema: WORD, callback, ...changes }),
  };
}
