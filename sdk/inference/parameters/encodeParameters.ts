import type { TaskParameters } from "./taskParameters.ts";
import { validateParameters } from "./validateParameters.ts";

/**
 * Writes task parameters as JSON in one way only: fields sorted by name, no spaces, UTF-8. What is committed to is these
 * bytes, and so the same task has the same commitment whoever wrote it.
 *
 * @throws ParametersMalformedError
 */
export function encodeParameters(parameters: TaskParameters): Uint8Array {
  validateParameters(parameters);
  const entries = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
}
