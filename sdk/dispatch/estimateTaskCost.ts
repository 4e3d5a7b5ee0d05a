import { ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { TaskRequest } from "./taskRequest.ts";

/** Of which submission. */
export interface EstimateTaskCostParameters {
  readonly request: Pick<TaskRequest, "numRunners" | "terms">;
}

/** What a submission locks or pays, in the smallest units. */
export interface EstimateTaskCostReturnType {
  /** Currency of the payment. */
  readonly currency: string;
  /** All shares together. */
  readonly payment: bigint;
  /** The callback's, in wei. */
  readonly budget: bigint;
  /** For the round of randomness, in wei. */
  readonly entryFee: bigint;
  /** All that is due in native coin, in wei: budget, fee, and the payment where that is native. */
  readonly native: bigint;
}

/** What a task costs if it is submitted now. */
export async function estimateTaskCost(
  { beacon }: MusterClient,
  { request }: EstimateTaskCostParameters,
): Promise<EstimateTaskCostReturnType> {
  const { currency, paymentPerRunner, callback } = request.terms;
  const entryFee = await readCall(async () => beacon.entryFee());
  const payment = BigInt(request.numRunners) * paymentPerRunner;
  const native = callback.budget + entryFee + (currency === ZeroAddress ? payment : 0n);
  return { currency, payment, budget: callback.budget, entryFee, native };
}
