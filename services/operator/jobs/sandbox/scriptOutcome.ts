import type { LimitExcess } from "./limitExceededError.ts";
import type { ScriptFailure } from "./scriptFailedError.ts";

/** What a script took. */
export interface ScriptUsage {
  readonly durationMs: number;
  readonly networkRequests: number;
  readonly storageBytes: number;
}

/** What an execution gave. */
export interface ScriptResult {
  readonly output: Uint8Array;
  /** The job's storage as the script left it. */
  readonly storage: Readonly<Record<string, string>>;
  readonly logs: readonly string[];
  readonly usage: ScriptUsage;
}

/** A result, or why there is none. */
export type ScriptOutcome =
  | { readonly result: ScriptResult }
  | { readonly excess: LimitExcess }
  | { readonly failure: ScriptFailure; readonly detail: string };
