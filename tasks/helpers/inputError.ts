import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when what was typed cannot be read. */
export class InputError extends BaseError {
  constructor(message: string) {
    super("INPUT", message);
  }
}
