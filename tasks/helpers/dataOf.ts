import { hexlify, isHexString, toUtf8Bytes } from "ethers";

/** What was given as text or as hex, as hex. */
export function dataOf(text: string): string {
  return isHexString(text) && text.length % 2 === 0 ? text : hexlify(toUtf8Bytes(text));
}
