import { getBytes } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { type Blob, blobKinds } from "./blob.ts";

/**
 * Reads bytes that were published on the chain; `undefined` when they never were.
 *
 * @throws {MusterError} when the chain cannot be asked.
 */
export async function readPublishedBytes(
  { availability, deployment }: MusterClient,
  { blob }: { readonly blob: Blob },
): Promise<Uint8Array | undefined> {
  const { kind, market, taskId, dataHash } = blob;
  const filter = availability.filters.BytesPublished(market, taskId);
  const events = await readCall(async () => availability.queryFilter(filter, deployment.fromBlock));
  const found = events.find(({ args }) => args.dataHash === dataHash && Number(args.kind) === blobKinds[kind]);
  return found && getBytes(found.args.data);
}
