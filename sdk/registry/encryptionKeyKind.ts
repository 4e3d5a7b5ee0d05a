/** Kind of the encryption key, a point of Baby Jubjub. */
export const ENCRYPTION_KEY_KIND = 1;
