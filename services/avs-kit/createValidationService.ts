import { getAddress, hexlify, isAddress, isBytesLike } from "ethers";

import type { BlobReader } from "../store/createBlobStore.ts";
import type { Validate } from "./avs.ts";
import { AvsError } from "./avsError.ts";
import { type AvsService, createServiceServer, type ServiceOptions } from "./createServiceServer.ts";
import { decodeDataReference } from "./dataReference.ts";
import { readRequestBody } from "./readRequestBody.ts";
import { RequestMalformedError } from "./requestMalformedError.ts";

/** What a Validation Service is made of. */
export interface CreateValidationServiceParameters extends ServiceOptions {
  readonly validate: Validate;
  /** Finds data that is given by reference; without one, such tasks are errors. */
  readonly store?: BlobReader;
}

/**
 * `POST /task/validate` with `{proofOfTask, data, taskDefinitionId, performer}` answers
 * `{data: true | false, error: false, message: null}`. Whatever goes wrong is an error and never a `false`: an outage
 * must not convict anybody.
 */
export function createValidationService(parameters: CreateValidationServiceParameters): AvsService {
  const { validate, store, ...options } = parameters;

  async function answer(body: unknown, signal: AbortSignal): Promise<boolean> {
    const { data, ...task } = readTask(body);
    const isRight = await validate({ ...task, data: await resolve(data), signal });
    if (typeof isRight !== "boolean") throw new AvsError("VERDICT_MALFORMED", "This AVS returned no boolean");
    return isRight;
  }

  async function resolve(data: string): Promise<string> {
    const reference = decodeDataReference(data);
    if (reference === undefined) return data;
    if (store === undefined) throw new AvsError("STORE_MISSING", "There is no store to find the data in");
    return hexlify(await store.get(reference));
  }

  return createServiceServer({ ...options, path: "/task/validate", answer });
}

function readTask(body: unknown) {
  const { taskDefinitionId, rest } = readRequestBody(body);
  const { proofOfTask, data, performer } = rest;
  if (typeof proofOfTask !== "string") throw new RequestMalformedError("proofOfTask", "text");
  if (typeof data !== "string" || !isBytesLike(data)) throw new RequestMalformedError("data", "hex with 0x");
  if (!isAddress(performer)) throw new RequestMalformedError("performer", "an address");
  return { proofOfTask, data, taskDefinitionId, performer: getAddress(performer) };
}
