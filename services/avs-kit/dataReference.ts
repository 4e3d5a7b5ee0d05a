import { hexlify, toUtf8Bytes, toUtf8String } from "ethers";

import { parseBlobReference } from "../store/parseBlobReference.ts";

/** What goes on-chain as it is; more than this goes into a store. */
export const MAX_INLINE_BYTES = 4_096;

/** `data` that says where the data is: the UTF-8 of a reference, as hex. */
export function encodeDataReference(uri: string): string {
  return hexlify(toUtf8Bytes(uri));
}

/** The reference in such `data`; `undefined` when it is the data itself. */
export function decodeDataReference(data: string): string | undefined {
  try {
    const text = toUtf8String(data);
    parseBlobReference(text);
    return text;
  } catch {
    return undefined;
  }
}
