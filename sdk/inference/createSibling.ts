import type { MusterClient } from "../client/musterClient.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { getBytes } from "ethers";

import type { ApplicationSecrets } from "./applicationSecrets.ts";
import { createInferenceTask, type CreateInferenceTaskReturnType } from "./createInferenceTask.ts";
import type { InferenceTicket } from "./inferenceTicket.ts";
import { decodeParameters } from "./parameters/decodeParameters.ts";

/** Of which task. */
export interface CreateSiblingParameters extends WriteOptions {
  readonly secrets: ApplicationSecrets;
  /** The task that was sampled; its score must be committed already. */
  readonly first: InferenceTicket;
  readonly payFrom?: "value" | "credit";
}

/**
 * Creates another task with the same parameters and demands, to check one that was sampled.
 *
 * @throws {MusterError} as `createInferenceTask`.
 */
export async function createSibling(
  client: MusterClient,
  { first, ...others }: CreateSiblingParameters,
): Promise<CreateInferenceTaskReturnType> {
  const { version, executionBlocks, fee, publishers, minimumVram, requiredGpu, size, currency } =
    first.file.order.terms;
  const demand = { version, executionBlocks, fee, publishers, minimumVram, requiredGpu, size, currency };
  return createInferenceTask(client, {
    ...others,
    demand,
    parameters: decodeParameters(getBytes(first.parameters)),
    guid: first.guid,
  });
}
