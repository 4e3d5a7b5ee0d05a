import type { ContractTransactionReceipt } from "ethers";

import { eventOf } from "../client/eventOf.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { type Blob, blobKinds } from "./blob.ts";

/** Which bytes, of which task. */
export interface PublishBytesParameters extends Omit<Blob, "dataHash" | "size">, WriteOptions {
  readonly bytes: Uint8Array;
}

/** The blob as the chain named it. */
export interface PublishBytesReturnType {
  readonly blob: Blob;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Publishes a task's bytes on the chain itself, where no publisher serves them. At least 16 gas a byte.
 *
 * @throws {MusterError} `AVAILABILITY_EMPTY_BYTES`, `AVAILABILITY_UNHASHABLE_KIND`.
 */
export async function publishBytes(
  { availability }: MusterClient,
  { kind, market, taskId, bytes, overrides = {} }: PublishBytesParameters,
): Promise<PublishBytesReturnType> {
  const receipt = await sendWrite(async () =>
    availability.publishBytes(blobKinds[kind], market, taskId, bytes, overrides),
  );
  const { dataHash } = eventOf<{ dataHash: string }>(receipt, availability.interface, "BytesPublished");
  return { blob: { kind, market, taskId, dataHash, size: BigInt(bytes.length) }, receipt };
}
