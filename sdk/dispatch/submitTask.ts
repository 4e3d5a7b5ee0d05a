import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { buildTaskRequest, type BuildTaskRequestParameters } from "./buildTaskRequest.ts";
import { estimateTaskCost } from "./estimateTaskCost.ts";
import { taskIdOf } from "./taskIdOf.ts";
import type { TaskRequest } from "./taskRequest.ts";
import type { BuildTermsParameters } from "./taskTerms.ts";

/** A submission; what is left out has the defaults of `buildTaskRequest`. The actor is the account. */
export interface SubmitTaskParameters extends Omit<BuildTaskRequestParameters, "terms">, WriteOptions {
  readonly terms: Omit<BuildTermsParameters, "actor">;
  /**
   * `value`, the default, attaches the native part of the cost; `credit` takes it from the account's credit in the
   * Escrow, which must have approved the Dispatcher. Payments in a token always come from credit.
   */
  readonly payFrom?: "value" | "credit";
}

/** The new task. */
export interface SubmitTaskReturnType {
  readonly id: string;
  readonly request: TaskRequest;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Submits a task of the account, and locks its price.
 *
 * @throws {MusterError} `ESCROW_INSUFFICIENT_CREDIT`, `ESCROW_MARKET_NOT_APPROVED`, `DISPATCH_BAD_…` and others.
 */
export async function submitTask(
  client: MusterClient,
  { payFrom = "value", overrides = {}, ...parameters }: SubmitTaskParameters,
): Promise<SubmitTaskReturnType> {
  const actor = await signerOf(client).getAddress();
  const request = buildTaskRequest({ ...parameters, terms: { ...parameters.terms, actor } });
  const value = payFrom === "value" ? (await estimateTaskCost(client, { request })).native : 0n;
  const receipt = await sendWrite(async () => client.dispatcher.submitTask(request, { ...overrides, value }));

  const { chainId, addresses } = client.deployment;
  const id = taskIdOf({ chainId, dispatcher: addresses.dispatcher, terms: request.terms });
  return { id, request, receipt };
}
