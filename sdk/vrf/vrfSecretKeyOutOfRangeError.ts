import { BaseError } from "../errors/baseError.ts";

/** Thrown when a VRF secret key is not a scalar in 1 … group order - 1. Carries the fault, never the key. */
export class VrfSecretKeyOutOfRangeError extends BaseError {
  readonly fault: "notPositive" | "notBelowGroupOrder";

  constructor(fault: "notPositive" | "notBelowGroupOrder") {
    const limit = fault === "notPositive" ? "at least 1" : "below the order of secp256k1";
    super("VRF_SECRET_KEY_OUT_OF_RANGE", `A VRF secret key must be ${limit}`);
    this.fault = fault;
  }
}
