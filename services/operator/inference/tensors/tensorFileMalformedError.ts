import { BaseError } from "../../../../sdk/errors/baseError.ts";

/** Thrown when bytes are no file of tensors. */
export class TensorFileMalformedError extends BaseError {
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super("TENSOR_FILE_MALFORMED", `These bytes are no file of tensors: ${reason}`, options);
    this.reason = reason;
  }
}
