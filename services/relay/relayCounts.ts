/** What a relay has done since it started. */
export interface RelayCounts {
  /** New blobs. */
  accepted: number;
  /** Their bytes. */
  bytes: number;
  /** Downloads. */
  served: number;
  /** Refusals by code. */
  readonly refused: Map<string, number>;
}
