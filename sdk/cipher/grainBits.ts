const STATE_BITS = 80;
const WARM_UP = 160;
const TAPS = [62, 51, 38, 23, 13, 0] as const;
/** Of the state that starts the register: a prime field, the S-box x^5, a field of 254 bits. */
const FIELD_TAG = 1;
const SBOX_TAG = 0;
const FIELD_BITS = 254;

/**
 * The random bits of which Poseidon's constants are made: the Grain register of the reference implementation, for the
 * scalar field of BN254 and the S-box x^5.
 *
 * @param width Words of the permutation.
 * @param fullRounds Rounds in which every word takes the S-box.
 * @param partialRounds Rounds in which one word does.
 */
export function* grainBits(width: number, fullRounds: number, partialRounds: number): Generator<0 | 1, never> {
  const fields: [value: number, bits: number][] = [
    [FIELD_TAG, 2],
    [SBOX_TAG, 4],
    [FIELD_BITS, 12],
    [width, 12],
    [fullRounds, 10],
    [partialRounds, 10],
    [2 ** 30 - 1, 30],
  ];
  const state = new Uint8Array(STATE_BITS);
  let at = 0;
  for (const [value, bits] of fields) {
    for (let bit = bits - 1; bit >= 0; bit--) state[at++] = Math.floor(value / 2 ** bit) % 2;
  }

  let head = 0;
  const clock = (): number => {
    let bit = 0;
    for (const tap of TAPS) bit ^= state[(head + tap) % STATE_BITS] as number;
    state[head] = bit;
    head = (head + 1) % STATE_BITS;
    return bit;
  };
  for (let step = 0; step < WARM_UP; step++) clock();

  // The register shrinks itself: of each two bits the first says whether the second counts.
  for (;;) {
    const counts = clock();
    const bit = clock();
    if (counts === 1) yield bit === 1 ? 1 : 0;
  }
}
