import { BaseError } from "../../sdk/errors/baseError.ts";

/** Why a relay refuses, and with which status of HTTP it says so. */
export const refusals = {
  RELAY_REFERENCE_MALFORMED: 400,
  RELAY_BYTES_DIFFER: 400,
  RELAY_SIZE_DIFFERS: 400,
  RELAY_GRANT_MALFORMED: 401,
  RELAY_GRANT_EXPIRED: 401,
  RELAY_ROLE_REFUSED: 403,
  RELAY_BLOB_UNKNOWN: 404,
  RELAY_TOO_SLOW: 408,
  RELAY_LEAF_TAKEN: 409,
  RELAY_UPLOAD_UNDER_WAY: 409,
  RELAY_BLOB_TOO_LARGE: 413,
  RELAY_TOO_MANY_BLOBS: 429,
  RELAY_BLOB_ALTERED: 500,
  RELAY_BUSY: 503,
  RELAY_CHAIN_UNAVAILABLE: 503,
} as const;

/** Thrown when a relay does not do what it is asked. */
export class RelayRefusedError extends BaseError {
  readonly status: number;

  constructor(code: keyof typeof refusals, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.status = refusals[code];
  }
}
