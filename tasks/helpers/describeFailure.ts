import { BaseError } from "../../sdk/errors/baseError.ts";
import { decodeError } from "../../sdk/errors/decodeError.ts";

/** A failure in words: a revert's name, its values and the remedy. `undefined` for a failure nobody foresaw. */
export function describeFailure(error: unknown): string | undefined {
  const revert = decodeError(error);
  if (revert) {
    const values = Object.entries(revert.args).map(([name, value]) => `  ${name}: ${String(value)}`);
    const remedy = revert.remedy === undefined ? [] : [`Remedy: ${revert.remedy}`];
    return [`The contract refused: ${revert.name}`, ...values, ...remedy].join("\n");
  }
  return error instanceof BaseError ? error.message : undefined;
}
