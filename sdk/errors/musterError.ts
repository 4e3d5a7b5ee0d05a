import { isError } from "ethers";

import { BaseError } from "./baseError.ts";
import { decodeError, type DecodedError } from "./decodeError.ts";

/**
 * Thrown by every write that fails; the client's own error is its cause.
 *
 * `code` is the Solidity error's name in capitals (`DISPATCH_TOO_LATE`), or ethers' code (`INSUFFICIENT_FUNDS`) where
 * no contract of the suite says why, or else `WRITE_FAILED`.
 */
export class MusterError extends BaseError {
  /** What the contract said; absent when the failure is none of its reverts. */
  readonly revert?: DecodedError;

  constructor(cause: unknown) {
    const revert = decodeError(cause);
    super(codeOf(cause, revert), messageOf(cause, revert), { cause });
    if (revert) this.revert = revert;
  }
}

function codeOf(cause: unknown, revert?: DecodedError): string {
  if (revert) return revert.name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : "WRITE_FAILED";
}

function messageOf(cause: unknown, revert?: DecodedError): string {
  if (!revert) return shortMessageOf(cause);
  const args = Object.entries(revert.args).map(([name, value]) => `${name}: ${String(value)}`);
  return `${revert.name}(${args.join(", ")}).${revert.remedy === undefined ? "" : ` ${revert.remedy}`}`;
}

function shortMessageOf(cause: unknown): string {
  if (isError(cause, "CALL_EXCEPTION")) return cause.shortMessage;
  return cause instanceof Error ? cause.message : String(cause);
}
