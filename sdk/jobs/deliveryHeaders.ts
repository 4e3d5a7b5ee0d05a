/** Headers of a delivery to a web endpoint; all of them are lower case, as Node reads them. */
export const DELIVERY_HEADERS = {
  /** The same for every attempt at one execution of one slot, and for nothing else. */
  idempotencyKey: "idempotency-key",
  job: "muster-job",
  slot: "muster-slot",
  execution: "muster-execution",
  /** The processor's account. */
  processor: "muster-processor",
  /** The processor's signature, 65 bytes in hex. */
  signature: "muster-signature",
} as const;
