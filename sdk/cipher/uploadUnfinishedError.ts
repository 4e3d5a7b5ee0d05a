import { BaseError } from "../errors/baseError.ts";

/** Thrown when an upload's roots are asked for before its last byte was read. */
export class UploadUnfinishedError extends BaseError {
  constructor() {
    super("UPLOAD_UNFINISHED", "The ciphertext has not been read to its end; its roots are not known yet.");
  }
}
