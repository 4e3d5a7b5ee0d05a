import { readFileSync } from "node:fs";

import { getAddress, isAddress, isHexString } from "ethers";

import { type Blob, type BlobKind, blobKinds } from "../../sdk/availability/blob.ts";
import { hashBytes } from "../../sdk/availability/hashBytes.ts";
import { InputError } from "./inputError.ts";

/** A task's blob as it is named in a shell. */
export interface BlobArguments {
  readonly market: string;
  readonly task: string;
  readonly file: string;
  readonly kind: string;
  readonly dataHash?: string | undefined;
}

/**
 * Reads a file as the blob of a task.
 *
 * @throws {InputError} when something is no such thing.
 */
export function blobOfFile({ market, task, file, kind, dataHash }: BlobArguments): { blob: Blob; bytes: Uint8Array } {
  if (!isAddress(market)) throw new InputError(`${market} is no address of a market.`);
  if (!isHexString(task, 32)) throw new InputError(`${task} is no id of a task: 32 bytes of hex.`);
  if (!isKind(kind)) throw new InputError(`--kind is one of ${Object.keys(blobKinds).join(", ")}.`);
  if (dataHash !== undefined && !isHexString(dataHash, 32)) throw new InputError("--data-hash is 32 bytes of hex.");

  const bytes = new Uint8Array(readBytes(file));
  const hash = dataHash?.toLowerCase() ?? hashBytes(bytes);
  const own = { market: getAddress(market), taskId: task.toLowerCase(), dataHash: hash, size: BigInt(bytes.length) };
  return { blob: { kind, ...own }, bytes };
}

function isKind(word: string): word is BlobKind {
  return Object.hasOwn(blobKinds, word);
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new InputError(`${file} cannot be read.`);
  }
}
