/** One file of a result. */
export interface ResultFile {
  /** Small letters, digits, dots, dashes and underscores; it begins with a letter or a digit. At most 64. */
  readonly name: string;
  readonly bytes: Uint8Array;
}
