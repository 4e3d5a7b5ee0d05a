import { hexlify, toUtf8Bytes } from "ethers";

import type { JsonValue } from "../definitions/taskDefinition.ts";

/**
 * What a job's script is run with, as `registerJob` takes it: JSON in UTF-8.
 *
 * @returns Hex.
 */
export function encodeJobParameters(parameters: JsonValue): string {
  return hexlify(toUtf8Bytes(JSON.stringify(parameters)));
}
