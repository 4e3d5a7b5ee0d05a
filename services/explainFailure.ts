import { decodeError, type DecodedError } from "../sdk/errors/decodeError.ts";

/** What is known of a failed call. */
export interface Failure {
  /** The error with which a contract refused, when one did. */
  readonly revert?: DecodedError;
  /** For people: the revert with its values, or the client's code and short message. */
  readonly text: string;
}

/**
 * Why a call failed, in as few words as the error allows.
 *
 * The client's long message is left out, since it may hold the address of the node and with it an access key.
 */
export function explainFailure(error: unknown): Failure {
  const revert = decodeError(error);
  if (revert !== undefined) {
    const values = Object.entries(revert.args).map(([name, value]) => `${name}: ${String(value)}`);
    return { revert, text: `${revert.name}(${values.join(", ")})` };
  }
  if (!(error instanceof Error)) return { text: String(error) };

  const { code, shortMessage } = error as { code?: unknown; shortMessage?: string };
  const message = shortMessage ?? error.message;
  return { text: typeof code === "string" ? `${code}: ${message}` : message };
}
