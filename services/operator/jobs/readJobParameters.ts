import { getBytes } from "ethers";

import type { JsonValue } from "../../../sdk/definitions/taskDefinition.ts";

/** What a job's parameters say. */
export interface JobParameters {
  /** What the script sees: JSON where it is JSON, nothing where there is nothing, else the bytes in hex. */
  readonly value: JsonValue;
  /** Names of the secrets that the script needs: the list `secrets` of parameters that are a map. */
  readonly secrets: readonly string[];
}

/**
 * Reads a job's parameters.
 *
 * @param parameters Hex, as they were registered.
 */
export function readJobParameters(parameters: string): JobParameters {
  const value = readValue(parameters);
  const asked = typeof value === "object" && value !== null && "secrets" in value ? value.secrets : undefined;
  const secrets = Array.isArray(asked) ? asked.filter((name) => typeof name === "string") : [];
  return { value, secrets };
}

function readValue(parameters: string): JsonValue {
  if (parameters === "0x") return null;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(getBytes(parameters))) as JsonValue;
  } catch {
    return parameters;
  }
}
