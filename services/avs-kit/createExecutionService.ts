import { dataLength, hexlify, isBytesLike, getBytes } from "ethers";

import type { BlobWriter } from "../store/createBlobStore.ts";
import type { Execute } from "./avs.ts";
import { AvsError } from "./avsError.ts";
import { type AvsService, createServiceServer, type ServiceOptions } from "./createServiceServer.ts";
import { encodeDataReference, MAX_INLINE_BYTES } from "./dataReference.ts";
import { readRequestBody } from "./readRequestBody.ts";

/** What an Execution Service is made of. */
export interface CreateExecutionServiceParameters extends ServiceOptions {
  readonly execute: Execute;
  /** Takes data above 4 KiB; without one, such data is an error. */
  readonly store?: BlobWriter;
}

/**
 * `POST /task/execute` with `{taskDefinitionId, …input}` answers
 * `{data: {proofOfTask, data, taskDefinitionId}, error: false, message: null}`.
 */
export function createExecutionService(parameters: CreateExecutionServiceParameters): AvsService {
  const { execute, store, ...options } = parameters;

  async function answer(body: unknown, signal: AbortSignal): Promise<unknown> {
    const { taskDefinitionId, rest: input } = readRequestBody(body);
    const { proofOfTask, data = "0x" } = await execute({ taskDefinitionId, input, signal });
    if (typeof proofOfTask !== "string" || !isBytesLike(data)) {
      throw new AvsError("OUTCOME_MALFORMED", "This AVS returned no proofOfTask and data");
    }
    return { proofOfTask, data: await shorten(data), taskDefinitionId };
  }

  async function shorten(data: string | Uint8Array): Promise<string> {
    if (dataLength(data) <= MAX_INLINE_BYTES) return hexlify(data);
    if (store === undefined) throw new AvsError("STORE_MISSING", `Data above ${MAX_INLINE_BYTES} bytes needs a store`);
    return encodeDataReference(await store.put(getBytes(data)));
  }

  return createServiceServer({ ...options, path: "/task/execute", answer });
}
