import { BaseError } from "../../errors/baseError.ts";

/** Thrown when bytes are no picture that can be compared. */
export class ImageMalformedError extends BaseError {
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super("IMAGE_MALFORMED", `This is no picture to compare: ${reason}`, options);
    this.reason = reason;
  }
}
