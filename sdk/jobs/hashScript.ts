import { keccak256, toUtf8Bytes } from "ethers";

/**
 * The content hash of a script, by which a job or a template names it: keccak256 of its bytes in UTF-8.
 *
 * @returns Hex, 32 bytes.
 */
export function hashScript(source: string): string {
  return keccak256(toUtf8Bytes(source));
}
