import { encodeParameters } from "./encodeParameters.ts";
import { ParametersMalformedError } from "./parametersMalformedError.ts";
import type { TaskParameters } from "./taskParameters.ts";
import { validateParameters } from "./validateParameters.ts";

const MAX_BYTES = 16_384;

/**
 * Reads task parameters, from a stranger: whatever `encodeParameters` would not have written is refused.
 *
 * @throws ParametersMalformedError
 */
export function decodeParameters(bytes: Uint8Array): TaskParameters {
  if (bytes.length > MAX_BYTES) throw new ParametersMalformedError(undefined, `they have more than ${MAX_BYTES} bytes`);
  const value = parse(bytes);
  validateParameters(value);
  const canonical = encodeParameters(value);
  const isSame = canonical.length === bytes.length && canonical.every((byte, index) => byte === bytes[index]);
  if (!isSame) throw new ParametersMalformedError(undefined, "their JSON is not in the one form");
  return value;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw new ParametersMalformedError(undefined, "they are no JSON", { cause: error });
  }
}
