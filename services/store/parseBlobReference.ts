import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";

import { BlobReferenceMalformedError } from "./blobReferenceMalformedError.ts";

const SHA2_256 = 0x12;
const DIGEST_BYTES = 32;
const MAX_CHARACTERS = 2_048;
const SCHEME = "ipfs://";

/** Where a reference points. */
export interface BlobReference {
  /** CIDv1 of the codec raw over SHA-256, in base32. */
  readonly cid: string;
  /** `ipfs://<cid>`: the same for every reference to the same bytes. */
  readonly uri: string;
  /** SHA-256 of the bytes. */
  readonly digest: Uint8Array;
  /** The base address of the relay that the reference names, if it names one. */
  readonly relay?: string;
}

/**
 * Reads `ipfs://<CID>` or `https://<relay>/blobs/<CID>`. One blob has one CID here: other versions, codecs, hashes and
 * spellings are refused, so that nobody can say the same thing in two ways.
 *
 * @throws BlobReferenceMalformedError
 */
export function parseBlobReference(reference: string): BlobReference {
  if (reference.length > MAX_CHARACTERS) throw new BlobReferenceMalformedError(reference, "it is too long");
  if (reference.startsWith(SCHEME)) return readCid(reference, reference.slice(SCHEME.length));

  const { relay, cid } = splitRelayUrl(reference);
  return { ...readCid(reference, cid), relay };
}

function splitRelayUrl(reference: string): { relay: string; cid: string } {
  const url = URL.canParse(reference) ? new URL(reference) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new BlobReferenceMalformedError(reference, "it is neither ipfs: nor an address on the web");
  }
  const [, path, cid] = /^(.*)\/blobs\/([^/]*)$/.exec(url.pathname) ?? [];
  // One spelling: no secrets, queries, fragments or dots that a parser would take away.
  if (path === undefined || cid === undefined || `${url.origin}${path}/blobs/${cid}` !== reference) {
    throw new BlobReferenceMalformedError(reference, "it is no relay's address of a blob");
  }
  return { relay: `${url.origin}${path}`, cid };
}

function readCid(reference: string, text: string): BlobReference {
  const cid = tryParse(text);
  if (cid === undefined) throw new BlobReferenceMalformedError(reference, "it has no CID");
  const { code, digest } = cid.multihash;
  const isOurs = cid.version === 1 && cid.code === raw.code && code === SHA2_256 && digest.length === DIGEST_BYTES;
  if (!isOurs || cid.toString() !== text) {
    throw new BlobReferenceMalformedError(reference, "its CID is not version 1, raw, SHA-256, in base32");
  }
  return { cid: text, uri: `${SCHEME}${text}`, digest };
}

function tryParse(text: string): CID | undefined {
  try {
    return CID.parse(text);
  } catch {
    return undefined;
  }
}
