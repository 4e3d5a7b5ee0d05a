import { BaseError } from "../errors/baseError.ts";

const BYTE = 256;

/**
 * A version as the chain has it: major, minor and patch, 8 bits each.
 *
 * @throws {BaseError} `VERSION_OUT_OF_RANGE` when a part is no byte.
 */
export function packVersion(version: readonly [number, number, number]): bigint {
  if (!version.every((part) => Number.isInteger(part) && part >= 0 && part < BYTE)) {
    throw new BaseError("VERSION_OUT_OF_RANGE", `${version.join(".")} has a part that is not between 0 and 255.`);
  }
  return BigInt(version.reduce((packed, part) => packed * BYTE + part, 0));
}
