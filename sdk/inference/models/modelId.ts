/** What a task calls a model: SHA-256 of its file, as 32 bytes in small hexadecimal letters. */
export type ModelId = `0x${string}`;
