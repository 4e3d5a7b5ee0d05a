import type { JsonValue } from "../../../../sdk/definitions/taskDefinition.ts";
import type { ScriptLimits } from "./scriptLimits.ts";

/** One execution of a job's script, and all that it gets to see. */
export interface ScriptRun {
  /** JavaScript that defines `main`. */
  readonly source: string;
  readonly job: {
    /** Hex, 32 bytes. */
    readonly id: string;
    readonly slot: number;
    /** From 0. */
    readonly execution: number;
    readonly parameters: JsonValue;
  };
  /** The job's secrets, decrypted. */
  readonly environment: Readonly<Record<string, string>>;
  /** What earlier executions of the job left. */
  readonly storage: Readonly<Record<string, string>>;
  readonly limits: ScriptLimits;
  /** Whether the script may reach addresses that are not on the public internet; false on a machine with a network. */
  readonly allowsPrivateNetwork: boolean;
}
