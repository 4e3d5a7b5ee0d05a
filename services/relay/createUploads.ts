import { createHash } from "node:crypto";
import type { Readable } from "node:stream";

import { getBytes } from "ethers";

import type { BlobKind } from "../../sdk/availability/blob.ts";
import { leafOf } from "../../sdk/availability/leafOf.ts";
import { readUploadGrant, type SignedUploadGrant } from "../../sdk/availability/readUploadGrant.ts";
import type { GrantScope } from "../../sdk/availability/uploadGrant.ts";
import { explainFailure } from "../explainFailure.ts";
import type { BlobSink } from "../store/blobStreams.ts";
import { cidOfDigest } from "../store/cidOfDigest.ts";
import type { ContentHasher } from "./contentHasher.ts";
import type { BlobShelf } from "./createBlobShelf.ts";
import type { RelayBook } from "./createRelayBook.ts";
import { paceBody, type PaceLimits } from "./paceBody.ts";
import { RelayRefusedError } from "./relayRefusedError.ts";
import type { TaskRoles } from "./taskRoles.ts";

/** A grant for longer would be a password. */
const MAX_GRANT_SECONDS = 3_600;

/** What a relay takes. */
export interface UploadLimits extends PaceLimits {
  /** Bytes of the largest blob. */
  readonly maxBlobBytes: number;
  /** Uploads under way at once. */
  readonly maxUploads: number;
  /** Blobs of one kind that one account may upload for a task. */
  readonly maxBlobsPerRole: number;
}

/** What uploads need. */
export interface CreateUploadsParameters extends UploadLimits {
  readonly scope: GrantScope;
  readonly roles: TaskRoles;
  readonly book: RelayBook;
  readonly shelf: BlobShelf;
  /**
   * Compute the data hash of kinds that SHA-256 does not name. Without one for results, their hash is the uploader's
   * word: the relay then vouches for the bytes, and not for the root that they are said to have.
   */
  readonly hashers: Partial<Record<BlobKind, () => ContentHasher>>;
  /** Seconds after which a posted root is so old that its blobs may be posted again. */
  readonly renewSeconds: () => number;
  /** Unix seconds. */
  readonly now: () => number;
}

/** A request to upload, its body still to come. */
export interface UploadRequest {
  readonly authorization: string;
  /** What the client says of the body; `undefined` when it says nothing. */
  readonly contentLength: number | undefined;
  readonly body: Readable;
}

/** What came of an upload. */
export interface UploadOutcome {
  readonly leaf: string;
  readonly cid: string;
  readonly size: bigint;
  /** Whether the relay had nothing of it before. */
  readonly isNew: boolean;
}

/** Takes blobs from those who may upload them. */
export interface Uploads {
  /**
   * Resolves when the blob and the promise to post it are on the disk.
   *
   * @throws {RelayRefusedError} before a byte is read when the grant, its signer or its size will not do; later when
   * the bytes will not.
   */
  receive(request: UploadRequest): Promise<UploadOutcome>;
  underWay(): number;
}

export function createUploads(parameters: CreateUploadsParameters): Uploads {
  const { scope, roles, book, shelf, hashers, now, maxBlobBytes, maxUploads, maxBlobsPerRole } = parameters;
  const underWay = new Set<string>();
  /** Uploads under way by account, task and kind, which are to count too. */
  const claims = new Map<string, number>();

  async function receive(request: UploadRequest): Promise<UploadOutcome> {
    const grant = readGrant(request);
    await checkRole(grant);
    const leaf = leafOf(grant.blob);
    const cid = cidOfDigest(getBytes(grant.digest));
    const claim = enter(grant, leaf, cid);
    try {
      const known = book.blobOf(leaf);
      // What is there already and intact need not come again.
      if (known === undefined || !(await shelf.has(cid))) await store(grant, cid, request.body);
      if (known === undefined || isDueAgain(leaf)) {
        await book.accept({ blob: grant.blob, cid, signer: grant.signer, at: now() });
      }
      return { leaf, cid, size: grant.blob.size, isNew: known === undefined };
    } finally {
      leave(claim, leaf);
    }
  }

  /** Takes a place for an upload, so that two at once cannot have it. */
  function enter({ blob, signer }: SignedUploadGrant, leaf: string, cid: string): string {
    const known = book.blobOf(leaf);
    if (known !== undefined && known.cid !== cid) {
      throw new RelayRefusedError("RELAY_LEAF_TAKEN", `The relay has other bytes for ${leaf}: ${known.cid}`);
    }
    if (underWay.has(leaf)) throw new RelayRefusedError("RELAY_UPLOAD_UNDER_WAY", `${leaf} is being uploaded`);
    if (underWay.size >= maxUploads) throw new RelayRefusedError("RELAY_BUSY", "Too many uploads are under way");

    const claim = [signer, blob.market, blob.taskId, blob.kind].join();
    const count = book.countOf({ ...blob, signer }) + (claims.get(claim) ?? 0);
    if (known === undefined && count >= maxBlobsPerRole) {
      throw new RelayRefusedError("RELAY_TOO_MANY_BLOBS", `${signer} has ${count} such blobs for this task`);
    }
    underWay.add(leaf);
    claims.set(claim, (claims.get(claim) ?? 0) + 1);
    return claim;
  }

  function leave(claim: string, leaf: string): void {
    underWay.delete(leaf);
    const left = (claims.get(claim) ?? 1) - 1;
    if (left > 0) claims.set(claim, left);
    else claims.delete(claim);
  }

  function readGrant({ authorization, contentLength }: UploadRequest): SignedUploadGrant {
    const grant = readUploadGrant(authorization, scope);
    if (grant === undefined) throw new RelayRefusedError("RELAY_GRANT_MALFORMED", "There is no grant that can be read");
    const { blob, digest, deadline } = grant;
    const seconds = deadline - now();
    if (seconds < 0) throw new RelayRefusedError("RELAY_GRANT_EXPIRED", `The grant held until ${deadline}`);
    if (seconds > MAX_GRANT_SECONDS) {
      throw new RelayRefusedError("RELAY_GRANT_MALFORMED", `A grant holds for at most ${MAX_GRANT_SECONDS} seconds`);
    }
    if (blob.size > BigInt(maxBlobBytes)) {
      throw new RelayRefusedError("RELAY_BLOB_TOO_LARGE", `A blob has at most ${maxBlobBytes} bytes`);
    }
    if (contentLength !== undefined && BigInt(contentLength) !== blob.size) {
      throw new RelayRefusedError("RELAY_SIZE_DIFFERS", `The grant is for ${blob.size} bytes, not ${contentLength}`);
    }
    if (blob.kind !== "Result" && digest !== blob.dataHash) {
      throw new RelayRefusedError("RELAY_BYTES_DIFFER", "The data hash is not the SHA-256 that the grant names");
    }
    return grant;
  }

  async function checkRole({ blob, signer }: SignedUploadGrant): Promise<void> {
    const answer = await roles.mayUpload({ ...blob, signer }).catch((cause: unknown) => {
      const message = `The chain cannot be asked who may upload: ${explainFailure(cause).text}`;
      throw new RelayRefusedError("RELAY_CHAIN_UNAVAILABLE", message, { cause });
    });
    if (answer !== true) throw new RelayRefusedError("RELAY_ROLE_REFUSED", `You may not upload this: ${answer}`);
  }

  async function store(grant: SignedUploadGrant, cid: string, body: Readable): Promise<void> {
    const sink = await shelf.receive();
    try {
      await copy(grant, body, sink);
      await sink.keep(cid);
    } catch (error) {
      await sink.discard();
      throw error;
    }
  }

  async function copy({ blob, digest }: SignedUploadGrant, body: Readable, sink: BlobSink): Promise<void> {
    const size = Number(blob.size);
    const hash = createHash("sha256");
    const hasher = hashers[blob.kind]?.();
    let received = 0;
    for await (const part of paceBody(body, size, parameters)) {
      received += part.length;
      if (received > size) throw new RelayRefusedError("RELAY_SIZE_DIFFERS", `There are more than ${size} bytes`);
      hash.update(part);
      await hashOrRefuse(async () => hasher?.update(part));
      await sink.write(part);
    }
    if (received < size) throw new RelayRefusedError("RELAY_SIZE_DIFFERS", `There are ${received} of ${size} bytes`);
    if (`0x${hash.digest("hex")}` !== digest) {
      throw new RelayRefusedError("RELAY_BYTES_DIFFER", "These are not the bytes that the grant names");
    }
    const dataHash = await hashOrRefuse(async () => hasher?.digest());
    if (dataHash !== undefined && dataHash !== blob.dataHash) {
      throw new RelayRefusedError("RELAY_BYTES_DIFFER", "The bytes do not have the data hash that the grant names");
    }
  }

  /** Whether a blob is so long on the chain that its root gets too old before a task has used it. */
  function isDueAgain(leaf: string): boolean {
    const publishedAt = book.batchOf(leaf)?.publishedAt;
    return !book.isWaiting(leaf) && publishedAt !== undefined && now() - publishedAt >= parameters.renewSeconds();
  }

  return { receive, underWay: () => underWay.size };
}

/** A hasher throws at bytes that its hash is not for. */
async function hashOrRefuse<T>(hash: () => Promise<T>): Promise<T> {
  try {
    return await hash();
  } catch (cause) {
    throw new RelayRefusedError("RELAY_BYTES_DIFFER", (cause as Error).message, { cause });
  }
}
