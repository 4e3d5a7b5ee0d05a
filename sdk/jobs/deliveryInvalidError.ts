import { BaseError } from "../errors/baseError.ts";

/** What is wrong with a delivery. */
export type DeliveryFault = "incomplete" | "wrongKey" | "badSignature";

const WORDS: Readonly<Record<DeliveryFault, string>> = {
  incomplete: "a header is missing or malformed",
  wrongKey: "its idempotency key is not that of its execution",
  badSignature: "its processor has not signed it, for this endpoint",
};

/** Thrown when a request is no delivery of a job. */
export class DeliveryInvalidError extends BaseError {
  readonly fault: DeliveryFault;

  constructor(fault: DeliveryFault, options?: ErrorOptions) {
    super("DELIVERY_INVALID", `The request is no delivery: ${WORDS[fault]}.`, options);
    this.fault = fault;
  }
}
