import { createHash } from "node:crypto";

import { hexlify } from "ethers";

import type { Blob, BlobKind } from "../../sdk/availability/blob.ts";
import { hashBytes } from "../../sdk/availability/hashBytes.ts";

/** So many bytes that look random and depend on a seed alone. */
export function seededBytes(seed: string, size: number): Uint8Array {
  const parts: Buffer[] = [];
  for (let at = 0; at < size; at += 32) parts.push(createHash("sha256").update(`${seed} ${at}`).digest());
  return new Uint8Array(Buffer.concat(parts).subarray(0, size));
}

/** A word that depends on a seed alone. */
export function seededWord(seed: string): string {
  return hexlify(seededBytes(seed, 32));
}

/** The n-th blob of tests; all fields differ from one to the next. */
export function blobAt(index: number): Blob {
  const kinds: BlobKind[] = ["Parameters", "Result", "Opening"];
  return {
    kind: kinds[index % kinds.length] as BlobKind,
    market: hexlify(seededBytes(`market ${index}`, 20)),
    taskId: seededWord(`task ${index}`),
    dataHash: seededWord(`data ${index}`),
    size: BigInt(index + 1),
  };
}

/** The blob of a task's parameters. */
export function parametersBlob(market: string, taskId: string, bytes: Uint8Array): Blob {
  return { kind: "Parameters", market, taskId, dataHash: hashBytes(bytes), size: BigInt(bytes.length) };
}
