import { AbiCoder, getAddress, isAddress, isHexString } from "ethers";

import { BaseError } from "../../sdk/errors/baseError.ts";
import type { JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import { checkResult, decodeResultSchema } from "../../sdk/schema/resultSchema.ts";

/** Thrown when a program's value cannot be written as the result that the schema describes. */
export class ProgramResultMismatchError extends BaseError {
  constructor(reason: string) {
    super("PROGRAM_RESULT_MISMATCH", `The program's value is not what the schema describes: ${reason}.`);
  }
}

/**
 * Writes what a program returned as the bytes that a task's schema describes.
 *
 * With one type the value itself is meant, with several a list of as many. Integers are whole numbers below 2^53 or
 * text in decimal or hex; bytes are hex text; nothing is converted silently. Raw, HashOnly and Custom take hex text.
 *
 * @returns Hex.
 * @throws ProgramResultMismatchError when the value does not fit.
 * @throws ResultSchemaMalformedError when the schema is none.
 */
export function encodeProgramResult(schema: string, value: JsonValue): string {
  const { types } = decodeResultSchema(schema);
  const result = types.length === 0 ? readBytes("bytes", value) : encodeValues(types, value);

  const verdict = checkResult(schema, result);
  if (!verdict.ok) throw new ProgramResultMismatchError(`the schema objects to byte ${verdict.offset}`);
  return result;
}

function encodeValues(types: readonly string[], value: JsonValue): string {
  const values = types.length === 1 ? [value] : value;
  if (!Array.isArray(values) || values.length !== types.length) {
    throw new ProgramResultMismatchError(`it takes a list of ${types.length} values`);
  }
  const read = types.map((type, index) => readValue(type, values[index] as JsonValue));
  return AbiCoder.defaultAbiCoder().encode(types, read);
}

function readValue(type: string, value: JsonValue): unknown {
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) throw mismatch(type, value);
    return value.map((item: JsonValue) => readValue(type.slice(0, -2), item));
  }
  if (/^u?int/.test(type)) return readInteger(type, value);
  if (type.startsWith("bytes")) return readBytes(type, value);
  if (type === "address") return readAddress(value);
  if (typeof value !== (type === "bool" ? "boolean" : "string")) throw mismatch(type, value);
  return value;
}

function readInteger(type: string, value: JsonValue): bigint {
  const isWritten = typeof value === "string" && /^(-?\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value);
  if (!isWritten && !Number.isSafeInteger(value)) throw mismatch(type, value);
  const integer = BigInt(value as string | number);

  const bits = BigInt(type.replace(/\D/g, ""));
  const [low, high] = type.startsWith("u") ? [0n, 1n << bits] : [-(1n << (bits - 1n)), 1n << (bits - 1n)];
  if (integer < low || integer >= high) throw mismatch(type, value);
  return integer;
}

function readBytes(type: string, value: JsonValue): string {
  const size = type.slice("bytes".length);
  if (typeof value !== "string" || !isHexString(value, size === "" ? true : Number(size))) throw mismatch(type, value);
  return value;
}

function readAddress(value: JsonValue): string {
  if (typeof value !== "string" || !isHexString(value, 20) || !isAddress(value)) throw mismatch("address", value);
  return getAddress(value);
}

function mismatch(type: string, value: JsonValue): ProgramResultMismatchError {
  return new ProgramResultMismatchError(`${JSON.stringify(value).slice(0, 80)} is no ${type}`);
}
