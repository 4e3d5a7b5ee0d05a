/** What one execution of a job's script may take. The first four are the job's own; exactly as much is allowed. */
export interface ScriptLimits {
  /** Milliseconds from the script's first instruction to its result. */
  readonly durationMs: number;
  /** Bytes of the script's heap, beyond what the empty interpreter takes. */
  readonly memoryBytes: number;
  /** Requests over HTTP; one that fails counts as well. */
  readonly networkRequests: number;
  /** Bytes of the job's storage: of all keys and values in UTF-8. */
  readonly storageBytes: number;
  /** Bytes of the result. */
  readonly outputBytes: number;
  /** Bytes of what the script prints; what is beyond is dropped. */
  readonly logBytes: number;
  /** Bytes of one answer over HTTP; a larger one is an error that the script sees. */
  readonly responseBytes: number;
  /** Milliseconds of one request; a slower one is an error that the script sees. */
  readonly requestTimeoutMs: number;
}
