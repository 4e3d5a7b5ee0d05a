import { AbiCoder } from "ethers";

import { decodeResultSchema } from "../../sdk/schema/resultSchema.ts";
import { InputError } from "./inputError.ts";

/**
 * Encodes a result as the types of a schema want it. A list is written as JSON, a bool as true or false.
 *
 * @throws {InputError} when the values do not fit the types.
 */
export function encodeValues(schema: string, values: readonly string[]): string {
  const { kind, types } = decodeResultSchema(schema);
  if (types.length === 0) throw new InputError(`A ${kind} result has no types: give it as --hex.`);
  if (types.length !== values.length) {
    throw new InputError(`A result has ${types.length} values (${types.join(", ")}), not ${values.length}.`);
  }
  try {
    return AbiCoder.defaultAbiCoder().encode(
      types,
      types.map((type, index) => readValue(type, values[index] ?? "")),
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`The values do not fit ${types.join(", ")}: ${reason}`);
  }
}

function readValue(type: string, text: string): unknown {
  if (type.endsWith("[]")) return JSON.parse(text) as unknown;
  if (type !== "bool") return text;
  if (text !== "true" && text !== "false") throw new InputError(`A bool is true or false, not "${text}".`);
  return text === "true";
}
