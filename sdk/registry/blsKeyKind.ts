/** Kind of the attesting key, BLS12-381 in G2; `BLS_KEY` on-chain. */
export const BLS_KEY_KIND = 0;
