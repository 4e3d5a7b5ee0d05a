import { askRelay } from "./askRelay.ts";
import { type Blob, blobKinds } from "./blob.ts";
import { RelayError } from "./relayError.ts";

const DEFAULT_TIMEOUT_MS = 10_000;
const WORD = /^0x[0-9a-f]{64}$/;
const DIGITS = /^\d{1,18}$/;

/** Of which task, from whom. */
export interface ListBlobsParameters extends Pick<Blob, "market" | "taskId"> {
  /** Base address of a relay. */
  readonly relay: string;
  readonly signal?: AbortSignal;
}

/**
 * The blobs of a task that a relay has.
 *
 * @throws {RelayError} `RELAY_UNREACHABLE`, `RELAY_ANSWER_MALFORMED`.
 */
export async function listBlobs({ relay, market, taskId, signal }: ListBlobsParameters): Promise<Blob[]> {
  const ending = signal && { signal };
  const answer = await askRelay({
    relay,
    path: `/tasks/${market}/${taskId}`,
    timeoutMs: DEFAULT_TIMEOUT_MS,
    ...ending,
  });
  const { blobs } = (await answer.json()) as { blobs: Record<"kind" | "dataHash" | "size", unknown>[] };
  return blobs.map(({ kind, dataHash, size }) => {
    const isSound = String(kind) in blobKinds && WORD.test(String(dataHash)) && DIGITS.test(String(size));
    if (!isSound) throw new RelayError(relay, "RELAY_ANSWER_MALFORMED", "it tells of a blob that cannot be");
    return { kind: kind as Blob["kind"], market, taskId, dataHash: String(dataHash), size: BigInt(String(size)) };
  });
}
