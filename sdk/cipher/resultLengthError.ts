import { BaseError } from "../errors/baseError.ts";
import { treeShape } from "./treeShape.ts";

/** Thrown when a result is empty or longer than its tree can hold. */
export class ResultLengthError extends BaseError {
  /** Bytes that were seen. */
  readonly byteLength: number;

  constructor(byteLength: number) {
    super("RESULT_LENGTH", `A result has 1 to ${treeShape.maxBytes} bytes, not ${byteLength} or more.`);
    this.byteLength = byteLength;
  }
}
