import { BaseError } from "../errors/baseError.ts";
import { MusterError } from "../errors/musterError.ts";

/**
 * Asks the chain.
 *
 * @throws {MusterError} when the call reverts, or the chain cannot be reached.
 */
export async function readCall<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof BaseError ? error : new MusterError(error);
  }
}
