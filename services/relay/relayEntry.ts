import { getAddress, isAddress, isHexString } from "ethers";

import { type Blob, blobKinds } from "../../sdk/availability/blob.ts";

/** A blob that the relay promised to serve and to post. */
export interface BlobEntry {
  readonly type: "blob";
  readonly blob: Blob;
  /** Of its bytes. */
  readonly cid: string;
  readonly signer: string;
  /** Unix seconds. */
  readonly at: number;
}

/** Leaves that are posted under one root. */
export interface BatchEntry {
  readonly type: "batch";
  readonly root: string;
  readonly leaves: readonly string[];
  /** When the root was posted before the batch was made, in Unix seconds; 0 for never. Only a later time is its own. */
  readonly after: number;
}

/** The batch of this number, from 0, is on the chain for good. */
export interface FinalEntry {
  readonly type: "final";
  readonly batch: number;
  /** Unix seconds. */
  readonly publishedAt: number;
}

/** One line of a relay's journal. */
export type RelayEntry = BlobEntry | BatchEntry | FinalEntry;

/** Writes an entry as JSON can hold it. */
export function encodeRelayEntry(entry: RelayEntry): unknown {
  return entry.type === "blob" ? { ...entry, blob: { ...entry.blob, size: String(entry.blob.size) } } : entry;
}

/**
 * Reads a line of the journal.
 *
 * @throws {Error} when it is no entry.
 */
export function decodeRelayEntry(line: unknown): RelayEntry {
  const entry = line as RelayEntry;
  if (entry.type === "blob") return decodeBlob(entry);
  const isSound =
    entry.type === "batch"
      ? isWord(entry.root) && entry.leaves.length > 0 && entry.leaves.every(isWord) && isCount(entry.after)
      : entry.type === "final" && isCount(entry.batch) && isCount(entry.publishedAt);
  if (!isSound) throw new Error("It is no entry of a relay's journal.");
  return entry;
}

function decodeBlob({ type, blob, cid, signer, at }: BlobEntry): BlobEntry {
  const { kind, market, taskId, dataHash, size } = blob;
  const isSound = kind in blobKinds && isWord(taskId) && isWord(dataHash) && isAddress(signer) && isCount(at);
  if (!isSound || typeof cid !== "string") throw new Error("It is no entry of a relay's journal.");
  return { type, blob: { kind, market: getAddress(market), taskId, dataHash, size: BigInt(size) }, cid, signer, at };
}

function isWord(value: unknown): boolean {
  return isHexString(value, 32);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
