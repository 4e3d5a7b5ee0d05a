import { isAddress, isHexString, keccak256, verifyTypedData } from "ethers";

import { DELIVERY_HEADERS } from "./deliveryHeaders.ts";
import { DeliveryInvalidError } from "./deliveryInvalidError.ts";
import { DELIVERY_TYPES } from "./deliveryTypes.ts";
import type { ExecutionOutput } from "./executionOutput.ts";
import { homeDomain, type HomeReference } from "./homeDomain.ts";
import { idempotencyKeyOf } from "./idempotencyKeyOf.ts";

/** A request that an endpoint got. */
export interface DeliveryRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
  /** The endpoint's own URL, exactly as the job says it. */
  readonly endpoint: string;
}

/** A delivery whose processor has signed it. */
export interface VerifiedDelivery {
  readonly output: ExecutionOutput;
  /** Address. Whether it runs that slot of that job is for the chain to say. */
  readonly processor: string;
  /** Hex, 32 bytes: what was stored under it before is the same delivery. */
  readonly idempotencyKey: string;
}

/**
 * Verifies a delivery, as the endpoint that gets it.
 *
 * @throws {DeliveryInvalidError}
 */
export function verifyDelivery({ headers, body, endpoint }: DeliveryRequest, home: HomeReference): VerifiedDelivery {
  const [job, processor, idempotencyKey, signature] = (
    ["job", "processor", "idempotencyKey", "signature"] as const
  ).map((name) => readHeader(headers, DELIVERY_HEADERS[name])) as [string, string, string, string];
  if (!isHexString(job, 32) || !isAddress(processor)) throw new DeliveryInvalidError("incomplete");
  const [slot, execution] = [readCount(headers, "slot"), readCount(headers, "execution")];
  const output: ExecutionOutput = { job, slot, execution, outputHash: keccak256(body) };
  if (idempotencyKey !== idempotencyKeyOf(output)) throw new DeliveryInvalidError("wrongKey");
  if (signerOf(output, endpoint, signature, home) !== processor) throw new DeliveryInvalidError("badSignature");
  return { output, processor, idempotencyKey };
}

function signerOf(output: ExecutionOutput, endpoint: string, signature: string, home: HomeReference): string {
  try {
    return verifyTypedData(homeDomain(home), DELIVERY_TYPES, { ...output, endpoint }, signature);
  } catch (cause) {
    throw new DeliveryInvalidError("badSignature", { cause });
  }
}

function readHeader(headers: DeliveryRequest["headers"], name: string): string {
  const value = headers[name];
  if (typeof value !== "string") throw new DeliveryInvalidError("incomplete");
  return value;
}

function readCount(headers: DeliveryRequest["headers"], name: "slot" | "execution"): bigint {
  const value = readHeader(headers, DELIVERY_HEADERS[name]);
  if (!/^\d{1,20}$/.test(value)) throw new DeliveryInvalidError("incomplete");
  return BigInt(value);
}
