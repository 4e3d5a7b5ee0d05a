import { keccak256, type Signer } from "ethers";

import { DELIVERY_HEADERS } from "./deliveryHeaders.ts";
import { DELIVERY_TYPES } from "./deliveryTypes.ts";
import type { ExecutionOutput } from "./executionOutput.ts";
import { homeDomain, type HomeReference } from "./homeDomain.ts";
import { idempotencyKeyOf } from "./idempotencyKeyOf.ts";

/** What is delivered, and where. */
export interface DeliveryParameters extends Omit<ExecutionOutput, "outputHash"> {
  readonly output: Uint8Array;
  /** URL, exactly as the job says it. */
  readonly endpoint: string;
}

/** A delivery, ready to be posted. */
export interface Delivery {
  readonly output: ExecutionOutput;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Signs a delivery to a web endpoint.
 *
 * @param signer The processor's account.
 */
export async function buildDelivery(
  signer: Signer,
  { output: bytes, endpoint, ...of }: DeliveryParameters,
  home: HomeReference,
): Promise<Delivery> {
  const output: ExecutionOutput = { ...of, outputHash: keccak256(bytes) };
  const signature = await signer.signTypedData(homeDomain(home), DELIVERY_TYPES, { ...output, endpoint });
  const headers = {
    "content-type": "application/octet-stream",
    [DELIVERY_HEADERS.idempotencyKey]: idempotencyKeyOf(of),
    [DELIVERY_HEADERS.job]: of.job,
    [DELIVERY_HEADERS.slot]: String(of.slot),
    [DELIVERY_HEADERS.execution]: String(of.execution),
    [DELIVERY_HEADERS.processor]: await signer.getAddress(),
    [DELIVERY_HEADERS.signature]: signature,
  };
  return { output, headers };
}
