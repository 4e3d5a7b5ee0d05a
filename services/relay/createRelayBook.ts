import { join } from "node:path";

import type { Blob } from "../../sdk/availability/blob.ts";
import { buildTree, type BlobTree } from "../../sdk/availability/buildTree.ts";
import { leafOf } from "../../sdk/availability/leafOf.ts";
import { createJournal } from "../operator/createJournal.ts";
import { type BlobEntry, decodeRelayEntry, encodeRelayEntry, type RelayEntry } from "./relayEntry.ts";

/** Trees that are kept built, the newest used. */
const TREES_IN_MEMORY = 16;

/** A blob of the book. */
export interface BookedBlob extends Omit<BlobEntry, "type"> {
  readonly leaf: string;
}

/** A root, from its making until it is on the chain for good. */
export interface Batch {
  readonly number: number;
  readonly root: string;
  readonly leaves: readonly string[];
  readonly after: number;
  /** Unix seconds; `undefined` until it is on the chain. */
  publishedAt: number | undefined;
  /** The block in which it was seen on the chain first. */
  seenAt: number | undefined;
  isFinal: boolean;
}

/** All that a relay promised. */
export interface RelayBook {
  /** Resolves when the promise is on the disk. */
  accept(blob: Omit<BlobEntry, "type">): Promise<void>;
  /** Makes a batch of the oldest waiting blobs; resolves when it is on the disk. */
  openBatch(tree: BlobTree, leaves: readonly string[], after: number): Promise<Batch>;
  /** Notes that a batch is on the chain for good. */
  closeBatch(batch: Batch): Promise<void>;
  blobOf(leaf: string): BookedBlob | undefined;
  /** The blob of this data hash that was accepted first. */
  blobOfData(dataHash: string): BookedBlob | undefined;
  /** The blobs of a task, in the order in which they came. */
  blobsOf(task: Pick<Blob, "market" | "taskId">): readonly BookedBlob[];
  /** Blobs of one kind that somebody uploaded for a task. */
  countOf(claim: Pick<Blob, "market" | "taskId" | "kind"> & { readonly signer: string }): number;
  /** Blobs that are in no batch yet, the oldest first. */
  waiting(): readonly BookedBlob[];
  isWaiting(leaf: string): boolean;
  openBatches(): readonly Batch[];
  /** The newest batch with a leaf; of those on the chain if there is one. */
  batchOf(leaf: string): Batch | undefined;
  treeOf(batch: Batch): BlobTree;
  size(): number;
  close(): Promise<void>;
}

/**
 * Opens the book of a relay: a journal in its folder. Everything else is made anew from it.
 *
 * @throws {JournalBrokenError} when it was altered.
 */
export function createRelayBook({ dir }: { readonly dir: string }): RelayBook {
  const journal = createJournal<RelayEntry>({ path: join(dir, "relay.jsonl"), decode: decodeRelayEntry });
  const blobs = new Map<string, BookedBlob>();
  const byData = new Map<string, string>();
  const byTask = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  const waiting = new Map<string, BookedBlob>();
  const batches: Batch[] = [];
  const open = new Set<Batch>();
  const batchesOf = new Map<string, Batch[]>();
  const trees = new Map<number, BlobTree>();
  journal.entries.forEach(apply);

  function apply(entry: RelayEntry): void {
    if (entry.type === "blob") applyBlob(entry);
    else if (entry.type === "batch") applyBatch(entry);
    else applyFinal(entry.batch, entry.publishedAt);
  }

  function applyBlob({ type: _type, ...entry }: BlobEntry): void {
    const leaf = leafOf(entry.blob);
    const booked = { ...entry, leaf };
    if (!blobs.has(leaf)) {
      const key = countKey({ ...entry.blob, signer: entry.signer });
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    blobs.set(leaf, booked);
    waiting.set(leaf, booked);
    const ofTask = byTask.get(taskKey(entry.blob)) ?? new Set();
    byTask.set(taskKey(entry.blob), ofTask.add(leaf));
    if (!byData.has(entry.blob.dataHash)) byData.set(entry.blob.dataHash, leaf);
  }

  function applyBatch({ root, leaves, after }: { root: string; leaves: readonly string[]; after: number }): Batch {
    const state = { publishedAt: undefined, seenAt: undefined, isFinal: false };
    const batch: Batch = { number: batches.length, root, leaves, after, ...state };
    batches.push(batch);
    open.add(batch);
    for (const leaf of leaves) {
      waiting.delete(leaf);
      batchesOf.set(leaf, [...(batchesOf.get(leaf) ?? []), batch]);
    }
    return batch;
  }

  function applyFinal(number: number, publishedAt: number): void {
    const batch = batches[number];
    if (batch === undefined) return;
    Object.assign(batch, { publishedAt, isFinal: true });
    open.delete(batch);
  }

  const append = (entry: RelayEntry) => journal.append(encodeRelayEntry(entry) as RelayEntry);

  async function accept(blob: Omit<BlobEntry, "type">): Promise<void> {
    const entry: BlobEntry = { type: "blob", ...blob };
    await append(entry);
    apply(entry);
  }

  async function openBatch({ root }: BlobTree, leaves: readonly string[], after: number): Promise<Batch> {
    await append({ type: "batch", root, leaves, after });
    return applyBatch({ root, leaves, after });
  }

  async function closeBatch(batch: Batch): Promise<void> {
    const publishedAt = batch.publishedAt ?? 0;
    await append({ type: "final", batch: batch.number, publishedAt });
    applyFinal(batch.number, publishedAt);
  }

  function batchOf(leaf: string): Batch | undefined {
    const known = batchesOf.get(leaf) ?? [];
    return known.findLast(({ publishedAt }) => publishedAt !== undefined) ?? known.at(-1);
  }

  function treeOf(batch: Batch): BlobTree {
    const members = batch.leaves.map((leaf) => blobs.get(leaf)?.blob).filter((blob) => blob !== undefined);
    const tree = trees.get(batch.number) ?? buildTree(members);
    trees.delete(batch.number);
    trees.set(batch.number, tree);
    for (const oldest of trees.keys()) if (trees.size > TREES_IN_MEMORY) trees.delete(oldest);
    return tree;
  }

  return {
    accept,
    openBatch,
    closeBatch,
    blobOf: (leaf) => blobs.get(leaf),
    blobOfData: (dataHash) => blobs.get(byData.get(dataHash) ?? ""),
    blobsOf: (task) => [...(byTask.get(taskKey(task)) ?? [])].flatMap((leaf) => blobs.get(leaf) ?? []),
    countOf: (claim) => counts.get(countKey(claim)) ?? 0,
    waiting: () => [...waiting.values()],
    isWaiting: (leaf) => waiting.has(leaf),
    openBatches: () => [...open],
    batchOf,
    treeOf,
    size: () => blobs.size,
    close: () => journal.close(),
  };
}

function taskKey({ market, taskId }: Pick<Blob, "market" | "taskId">): string {
  return `${market}|${taskId}`.toLowerCase();
}

function countKey({ market, taskId, kind, signer }: Parameters<RelayBook["countOf"]>[0]): string {
  return [market, taskId, kind, signer].join("|").toLowerCase();
}
