import { readFileSync } from "node:fs";

import { InputError } from "./inputError.ts";

/**
 * Reads a JSON object from a file.
 *
 * @throws {InputError} when there is none.
 */
export function readJson(path: string): object {
  const text = readText(path);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw new InputError(`${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  throw new InputError(`${path} holds no JSON object.`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new InputError(`There is no file ${path} that can be read.`);
  }
}
