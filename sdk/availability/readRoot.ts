import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";

/** Whose root, and which. */
export interface ReadRootParameters {
  readonly publisher: string;
  /** 32 bytes of hex. */
  readonly root: string;
}

/** A publisher's root. Times in Unix seconds. */
export interface ReadRootReturnType {
  readonly publishedAt: bigint;
  /** The last second in which proofs to it count. */
  readonly validUntil: bigint;
}

/**
 * Reads when a root was posted last; `undefined` when it never was.
 *
 * @throws {MusterError} when the chain cannot be asked.
 */
export async function readRoot(
  { availability }: MusterClient,
  { publisher, root }: ReadRootParameters,
): Promise<ReadRootReturnType | undefined> {
  const publishedAt = await readCall(async () => availability.rootPublishedAt(publisher, root));
  if (publishedAt === 0n) return undefined;
  return { publishedAt, validUntil: publishedAt + (await readCall(async () => availability.maxRootAge())) };
}
