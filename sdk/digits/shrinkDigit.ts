const WIDTH = 28;
const HALF = 14;
/** Shades of a pixel, less one. */
const DARKEST = 15;

/**
 * Makes what the model takes of a picture of 28 × 28 pixels: the mean of each four, in sixteen shades.
 *
 * @param picture 784 numbers from 0 to 1, row by row.
 * @returns 196 whole numbers from 0 to 15.
 */
export function shrinkDigit(picture: readonly number[]): number[] {
  const at = (row: number, column: number) => picture[row * WIDTH + column] ?? 0;
  return Array.from({ length: HALF * HALF }, (_, pixel) => {
    const [row, column] = [2 * Math.floor(pixel / HALF), 2 * (pixel % HALF)];
    const sum = at(row, column) + at(row, column + 1) + at(row + 1, column) + at(row + 1, column + 1);
    return Math.round((sum / 4) * DARKEST);
  });
}
