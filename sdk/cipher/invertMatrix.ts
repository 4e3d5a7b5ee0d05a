import { invert } from "@noble/curves/abstract/modular.js";

import { FIELD_ORDER } from "./fieldOrder.ts";
import { modulo } from "./modulo.ts";

/**
 * The inverse of a square matrix over the field, by Gauss and Jordan.
 *
 * @param matrix Rows; invertible, as all minors of Poseidon's matrices are.
 */
export function invertMatrix(matrix: readonly (readonly bigint[])[]): bigint[][] {
  const size = matrix.length;
  const rows = matrix.map((row, at) => [...row, ...row.map((_, column) => (column === at ? 1n : 0n))]);
  for (let column = 0; column < size; column++) {
    const pivotAt = rows.findIndex((row, at) => at >= column && row[column] !== 0n);
    const [pivot] = rows.splice(pivotAt, 1) as [bigint[]];
    const scale = invert(pivot[column] as bigint, FIELD_ORDER);
    const unit = pivot.map((value) => modulo(value * scale));
    rows.splice(column, 0, unit);
    for (const [at, row] of rows.entries()) {
      const factor = row[column] as bigint;
      if (at === column || factor === 0n) continue;
      for (let cell = column; cell < 2 * size; cell++) {
        row[cell] = modulo((row[cell] as bigint) - factor * (unit[cell] as bigint));
      }
    }
  }
  return rows.map((row) => row.slice(size));
}
