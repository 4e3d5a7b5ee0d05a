import { FIELD_ORDER } from "./fieldOrder.ts";

/** The element of the field that a number stands for. */
export function modulo(value: bigint): bigint {
  const rest = value % FIELD_ORDER;
  return rest < 0n ? rest + FIELD_ORDER : rest;
}
