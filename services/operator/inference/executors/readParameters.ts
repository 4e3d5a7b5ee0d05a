import { decodeParameters } from "../../../../sdk/inference/parameters/decodeParameters.ts";
import { ParametersMalformedError } from "../../../../sdk/inference/parameters/parametersMalformedError.ts";
import type { TaskParameters } from "../../../../sdk/inference/parameters/taskParameters.ts";
import { MisconfiguredError } from "./misconfiguredError.ts";

/**
 * Reads the parameters of a task of one kind.
 *
 * @throws MisconfiguredError
 */
export function readParameters<Kind extends TaskParameters["kind"]>(
  bytes: Uint8Array,
  kind: Kind,
): Extract<TaskParameters, { kind: Kind }> {
  const parameters = decode(bytes);
  if (parameters.kind !== kind) throw new MisconfiguredError(`its kind is ${parameters.kind}, not ${kind}`);
  return parameters as Extract<TaskParameters, { kind: Kind }>;
}

function decode(bytes: Uint8Array): TaskParameters {
  try {
    return decodeParameters(bytes);
  } catch (error) {
    if (!(error instanceof ParametersMalformedError)) throw error;
    throw new MisconfiguredError(error.message, { cause: error });
  }
}
