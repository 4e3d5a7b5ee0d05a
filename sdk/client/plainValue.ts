import type { ParamType } from "ethers";

/** The widest integer that is read as a number; everything wider is a bigint. */
const LAST_NUMBER_BITS = 48;

/**
 * What ethers decoded, without its wrappers: structs as plain objects, lists as arrays, integers of at most 48 bits as
 * numbers and wider ones as bigints.
 */
export function plainValue(type: ParamType, value: unknown): unknown {
  if (type.isArray()) return [...(value as Iterable<unknown>)].map((item) => plainValue(type.arrayChildren, item));
  if (type.isTuple()) return plainFields(type.components, value as Iterable<unknown>);

  const bits = /^u?int(\d+)$/.exec(type.baseType)?.[1];
  return bits !== undefined && Number(bits) <= LAST_NUMBER_BITS ? Number(value) : value;
}

/** Decoded values by name, each as {@link plainValue} has it. */
export function plainFields(types: readonly ParamType[], values: Iterable<unknown>): Record<string, unknown> {
  const list = [...values];
  return Object.fromEntries(types.map((type, index) => [type.name, plainValue(type, list[index])]));
}
