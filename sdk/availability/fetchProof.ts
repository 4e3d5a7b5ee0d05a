import { pause } from "../client/pause.ts";
import { askRelay } from "./askRelay.ts";
import type { Blob } from "./blob.ts";
import { leafOf } from "./leafOf.ts";
import { RelayError } from "./relayError.ts";

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_WAIT_MS = 120_000;
const DEFAULT_POLL_MS = 1_000;
const ACCEPTED = 202;

/** Whose proof, of which blob. */
export interface FetchProofParameters {
  /** Base address of a relay. */
  readonly relay: string;
  readonly blob: Blob;
  /** Milliseconds to wait for the root to be posted; two minutes by default. */
  readonly waitMs?: number;
  /** Milliseconds between questions; 1,000 by default. */
  readonly pollIntervalMs?: number;
  readonly signal?: AbortSignal;
}

/** What a market is shown. */
export interface FetchProofReturnType {
  readonly root: string;
  readonly proof: readonly string[];
  /** Who posted the root. */
  readonly publisher: string;
}

/**
 * Fetches the proof of a blob that a relay has, once its root is posted. It is the relay's word: `requireAvailable`
 * asks the chain.
 *
 * @throws {RelayError} `RELAY_BLOB_UNKNOWN`, `RELAY_STILL_WAITING` when no root is posted in time, `RELAY_UNREACHABLE`.
 */
export async function fetchProof(parameters: FetchProofParameters): Promise<FetchProofReturnType> {
  const { relay, blob, waitMs = DEFAULT_WAIT_MS, pollIntervalMs = DEFAULT_POLL_MS } = parameters;
  const signal = parameters.signal ?? new AbortController().signal;
  const end = Date.now() + waitMs;
  const path = `/proofs/${leafOf(blob)}`;
  for (;;) {
    const answer = await askRelay({ relay, path, timeoutMs: DEFAULT_TIMEOUT_MS, signal });
    const body: unknown = await answer.json();
    if (answer.status !== ACCEPTED) return body as FetchProofReturnType;
    if (Date.now() >= end || signal.aborted) {
      throw new RelayError(relay, "RELAY_STILL_WAITING", "the root over this blob is not posted yet", ACCEPTED);
    }
    await pause(pollIntervalMs, signal);
  }
}
