import { FIELD_ORDER } from "./fieldOrder.ts";
import { poseidonConstants } from "./poseidonConstants.ts";

/**
 * The Poseidon permutation of circomlib. Sums of products are reduced once, which is what makes megabytes bearable.
 *
 * @param input Words of the state, 2 to 17, each a field element.
 * @returns The state afterwards.
 */
export function permutePoseidon(input: readonly bigint[]): bigint[] {
  const { fullRounds, partialRounds, matrix, entry, sparse } = poseidonConstants(input.length);
  const half = fullRounds.length / 2;
  let state = input.slice();

  for (let round = 0; round < half; round++) {
    state = mixFully(state, fullRounds[round] as readonly bigint[], round === half - 1 ? entry : matrix);
  }
  for (const [round, { row, column }] of sparse.entries()) {
    const first = raise((state[0] as bigint) + (partialRounds[round] as bigint));
    let sum = first * (row[0] as bigint);
    for (let at = 1; at < state.length; at++) {
      const word = state[at] as bigint;
      sum += word * (row[at] as bigint);
      // Not reduced: in all partial rounds together a word grows by less than eight bits over a product.
      state[at] = word + first * (column[at - 1] as bigint);
    }
    state[0] = sum % FIELD_ORDER;
  }
  for (let round = half; round < fullRounds.length; round++) {
    state = mixFully(state, fullRounds[round] as readonly bigint[], matrix);
  }
  return state;
}

function mixFully(
  state: readonly bigint[],
  constants: readonly bigint[],
  matrix: readonly (readonly bigint[])[],
): bigint[] {
  const raised = state.map((word, at) => raise(word + (constants[at] as bigint)));
  return matrix.map((row) => {
    let sum = 0n;
    for (let at = 0; at < row.length; at++) sum += (row[at] as bigint) * (raised[at] as bigint);
    return sum % FIELD_ORDER;
  });
}

/** The S-box x^5. */
function raise(word: bigint): bigint {
  const base = word % FIELD_ORDER;
  const square = (base * base) % FIELD_ORDER;
  return (((square * square) % FIELD_ORDER) * base) % FIELD_ORDER;
}
