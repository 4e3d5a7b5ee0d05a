import { setTimeout as sleep } from "node:timers/promises";

import { getAddress, type Signer, ZeroAddress } from "ethers";

import { buildDelivery, type DeliveryParameters } from "../../../../sdk/jobs/buildDelivery.ts";
import type { ExecutionOutput } from "../../../../sdk/jobs/executionOutput.ts";
import type { HomeReference } from "../../../../sdk/jobs/homeDomain.ts";
import { isAcknowledged } from "../../../../sdk/jobs/isAcknowledged.ts";
import { requestOnce, type ScriptResponse } from "../sandbox/requestOnce.ts";
import { DeliveryFailedError } from "./deliveryFailedError.ts";
import { readAcknowledgment } from "./readAcknowledgment.ts";

const MAX_ANSWER_BYTES = 16_384;
/** Statuses below 500 after which the same request may still succeed. */
const PASSING = new Set([408, 425, 429]);

/** How a delivery is made. */
export interface PostOutputTerms {
  readonly home: HomeReference;
  /** Address that the endpoint signs with; the zero address where the job names none. */
  readonly key: string;
  /** Milliseconds of one attempt. */
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  /** Milliseconds before the second attempt; twice as many before each further one. */
  readonly retryMs: number;
  readonly allowsPrivateNetwork: boolean;
  readonly signal: AbortSignal;
}

/** A delivery that the endpoint took. */
export interface PostedOutput {
  readonly output: ExecutionOutput;
  /** Hex: the endpoint's signature, for the report; empty (0x) where the job names no key. */
  readonly acknowledgment: string;
  readonly attempts: number;
}

/**
 * Posts an output to a web endpoint, signed by the processor. Every attempt is the same request with the same idempotency
 * key, so an endpoint that answered too late takes it once.
 *
 * @param signer The processor's account.
 * @throws {DeliveryFailedError}
 */
export async function postOutput(
  signer: Signer,
  delivery: DeliveryParameters,
  terms: PostOutputTerms,
): Promise<PostedOutput> {
  const { output, headers } = await buildDelivery(signer, delivery, terms.home);
  const request = { method: "POST", url: delivery.endpoint, headers, body: delivery.output };

  for (let attempts = 1; ; ++attempts) {
    const answer = await attempt(request, terms);
    if (terms.signal.aborted) throw new DeliveryFailedError("stopped", attempts, "it was called off");
    if (!(answer instanceof Error)) {
      if (isTaken(answer))
        return { output, acknowledgment: requireSignature(answer, output, terms, attempts), attempts };
      if (!isPassing(answer)) throw new DeliveryFailedError("refused", attempts, `status ${answer.status}`);
    }
    if (attempts >= terms.maxAttempts) throw exhausted(answer, attempts);
    // Called off meanwhile: the next attempt says so.
    await sleep(terms.retryMs * 2 ** (attempts - 1), undefined, { signal: terms.signal }).catch(() => {});
  }
}

function attempt(
  request: Parameters<typeof requestOnce>[0],
  { timeoutMs, signal, allowsPrivateNetwork }: PostOutputTerms,
): Promise<ScriptResponse | Error> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return requestOnce(request, { allowsPrivateNetwork, maxBytes: MAX_ANSWER_BYTES, signal: ending }).catch(
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}

function isTaken({ status }: ScriptResponse): boolean {
  return status >= 200 && status < 300;
}

function isPassing({ status }: ScriptResponse): boolean {
  return status >= 500 || PASSING.has(status);
}

function requireSignature(
  { body }: ScriptResponse,
  output: ExecutionOutput,
  { key, home }: PostOutputTerms,
  attempts: number,
): string {
  if (key === ZeroAddress) return "0x";
  const signature = readAcknowledgment(body);
  if (signature === undefined) throw new DeliveryFailedError("unacknowledged", attempts, "its answer has no signature");
  if (isAcknowledged({ output, signature, key: getAddress(key) }, home)) return signature;
  throw new DeliveryFailedError("unacknowledged", attempts, "its signature does not hold for this output");
}

function exhausted(answer: ScriptResponse | Error, attempts: number): DeliveryFailedError {
  const detail = answer instanceof Error ? answer.message : `status ${answer.status}`;
  return new DeliveryFailedError("unreachable", attempts, detail);
}
