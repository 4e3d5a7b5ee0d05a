import type { JsonValue } from "../../../sdk/definitions/taskDefinition.ts";
import type { ProgramLimits } from "./programLimits.ts";

/** A program and all that it gets to see. */
export interface ProgramRun {
  /** JavaScript that defines `main(input, data)`. */
  readonly source: string;
  readonly input: JsonValue;
  /** Text that the definition names, fetched and checked beforehand. */
  readonly data?: string | undefined;
  readonly limits: ProgramLimits;
}
