/** What one run of a program may take. */
export interface ProgramLimits {
  /** Milliseconds of wall time. */
  readonly wallMs: number;
  /** Bytes of the program's heap. */
  readonly memoryBytes: number;
  /** Characters of the result as JSON. */
  readonly resultChars: number;
}
