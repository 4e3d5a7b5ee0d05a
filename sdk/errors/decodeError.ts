import { plainFields } from "../client/plainValue.ts";
import { remedies } from "./remedies.ts";
import { revertDataOf } from "./revertDataOf.ts";
import { suiteInterface } from "./suiteInterface.ts";

/** A revert in words. */
export interface DecodedError {
  /** The error's name in Solidity; `Error` for a reason in words, `Panic` for a failed assertion. */
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** One sentence on what to do about it; absent when the caller can do nothing. */
  readonly remedy?: string;
}

/** Decodes any revert of the suite, from an error that a client threw or from return data; `undefined` for others. */
export function decodeError(error: unknown): DecodedError | undefined {
  const data = revertDataOf(error);
  const parsed = data === undefined ? null : suiteInterface.parseError(data);
  if (!parsed) return undefined;

  const { name, args, fragment } = parsed;
  const remedy = remedies[name];
  return { name, args: plainFields(fragment.inputs, args), ...(remedy === undefined ? {} : { remedy }) };
}
