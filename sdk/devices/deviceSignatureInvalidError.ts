import { BaseError } from "../errors/baseError.ts";

/** Thrown when bytes are no signature of P-256. */
export class DeviceSignatureInvalidError extends BaseError {
  constructor(signature: string, options?: ErrorOptions) {
    super("DEVICE_SIGNATURE_INVALID", `${signature} is no P-256 signature in 64 bytes or in DER.`, options);
  }
}
