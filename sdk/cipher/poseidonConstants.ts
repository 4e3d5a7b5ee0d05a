import { invert } from "@noble/curves/abstract/modular.js";

import { FIELD_ORDER } from "./fieldOrder.ts";
import { grainBits } from "./grainBits.ts";
import { invertMatrix } from "./invertMatrix.ts";
import { modulo } from "./modulo.ts";

const FULL_ROUNDS = 8;
/** For 2 to 17 words, as circomlib has them. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68] as const;
const FIELD_BITS = 254;

type Matrix = readonly (readonly bigint[])[];

/** What a permutation needs, in a form that costs it 2 · width - 1 products a partial round instead of width². */
export interface PoseidonConstants {
  /** Added before the S-boxes of each full round; half of them before the partial rounds. */
  readonly fullRounds: Matrix;
  /** Added to the first word before its S-box, in each partial round. */
  readonly partialRounds: readonly bigint[];
  /** Mixes the words in full rounds. */
  readonly matrix: Matrix;
  /** Mixes the words in the full round before the partial ones. */
  readonly entry: Matrix;
  /** Of each partial round: what the first word becomes of all, and what it adds to each other. */
  readonly sparse: readonly { readonly row: readonly bigint[]; readonly column: readonly bigint[] }[];
}

const known = new Map<number, PoseidonConstants>();

/**
 * Constants of the Poseidon permutation over BN254's scalar field with the S-box x^5, those of circomlib.
 *
 * @param width Words of the permutation, 2 to 17. The first use of a width takes up to a few hundred milliseconds.
 */
export function poseidonConstants(width: number): PoseidonConstants {
  const constants = known.get(width) ?? deriveConstants(width);
  known.set(width, constants);
  return constants;
}

function deriveConstants(width: number): PoseidonConstants {
  const partialCount = PARTIAL_ROUNDS[width - 2] as number;
  const bits = grainBits(width, FULL_ROUNDS, partialCount);
  const rounds = Array.from({ length: FULL_ROUNDS + partialCount }, () => words(width, () => drawElement(bits)));
  const matrix = cauchyMatrix(words(2 * width, () => drawNumber(bits)));

  const half = FULL_ROUNDS / 2;
  const { added, partialRounds } = moveConstants(rounds.slice(half, half + partialCount), matrix);
  const { entry, sparse } = factorize(matrix, partialCount);
  const last = rounds.slice(half + partialCount);
  last[0] = (last[0] as bigint[]).map((value, at) => modulo(value + (added[at] as bigint)));
  return { fullRounds: [...rounds.slice(0, half), ...last], partialRounds, matrix, entry, sparse };
}

function words(count: number, draw: () => bigint): bigint[] {
  return Array.from({ length: count }, draw);
}

function drawNumber(bits: Generator<0 | 1, never>): bigint {
  let digits = "0b";
  for (let bit = 0; bit < FIELD_BITS; bit++) digits += bits.next().value;
  return BigInt(digits);
}

/** Numbers above the field are drawn again, so that no element is likelier than another. */
function drawElement(bits: Generator<0 | 1, never>): bigint {
  let value = drawNumber(bits);
  while (value >= FIELD_ORDER) value = drawNumber(bits);
  return value;
}

function cauchyMatrix(drawn: bigint[]): Matrix {
  const width = drawn.length / 2;
  const [rows, columns] = [drawn.slice(0, width), drawn.slice(width)];
  return rows.map((x) => columns.map((y) => invert(modulo(x + y), FIELD_ORDER)));
}

/**
 * What a partial round adds to any word but the first passes the S-box untouched, so it can be mixed and added a round
 * later; after the last one it belongs to the next full round.
 */
function moveConstants(rounds: Matrix, matrix: Matrix): { added: readonly bigint[]; partialRounds: bigint[] } {
  let added: readonly bigint[] = matrix.map(() => 0n);
  const partialRounds = rounds.map((round) => {
    const [first, ...others] = round.map((value, at) => modulo(value + (added[at] as bigint)));
    added = multiplyVector(matrix, [0n, ...others]);
    return first as bigint;
  });
  return { added, partialRounds };
}

/**
 * Writes each round's matrix as a sparse one after one that leaves the first word alone. The latter commutes with the
 * S-box, so that it moves to the round before, and in the end to the last full round in front of them.
 */
function factorize(matrix: Matrix, count: number): Pick<PoseidonConstants, "entry" | "sparse"> {
  let entry = matrix;
  const sparse: PoseidonConstants["sparse"][number][] = [];
  for (let round = 0; round < count; round++) {
    const minor = entry.slice(1).map((row) => row.slice(1));
    const [corner, ...top] = entry[0] as readonly bigint[];
    const column = entry.slice(1).map((row) => row[0] as bigint);
    sparse.unshift({ row: [corner as bigint, ...multiplyRow(top, invertMatrix(minor))], column });
    const embedded = [[1n, ...minor.map(() => 0n)], ...minor.map((row) => [0n, ...row])];
    entry = embedded.map((row) => multiplyRow(row, matrix));
  }
  return { entry, sparse };
}

function multiplyRow(row: readonly bigint[], matrix: Matrix): bigint[] {
  return (matrix[0] as readonly bigint[]).map((_, column) =>
    modulo(row.reduce((sum, value, at) => sum + value * (matrix[at]?.[column] as bigint), 0n)),
  );
}

function multiplyVector(matrix: Matrix, vector: readonly bigint[]): bigint[] {
  return matrix.map((row) => modulo(row.reduce((sum, value, at) => sum + value * (vector[at] as bigint), 0n)));
}
