import { once } from "node:events";
import { PassThrough } from "node:stream";

import { toBeHex } from "ethers";

import { hashCiphertext } from "../../sdk/cipher/hashCiphertext.ts";
import type { ContentHasher } from "./contentHasher.ts";

/**
 * Computes the data hash of a result: the root of its ciphertext, over every byte of it. Its functions throw what
 * `hashCiphertext` throws at bytes that are no ciphertext.
 */
export function createCiphertextHasher(): ContentHasher {
  const bytes = new PassThrough();
  const digest = hashCiphertext(bytes);
  const failed = digest.then(() => undefined);
  // Who asks is told; until then nobody need listen.
  failed.catch(() => undefined);

  async function update(part: Uint8Array): Promise<void> {
    if (!bytes.writableEnded && !bytes.destroyed && !bytes.write(part)) {
      await Promise.race([once(bytes, "drain"), failed]);
    }
    if (bytes.destroyed) await failed;
  }

  async function end(): Promise<string> {
    bytes.end();
    return toBeHex((await digest).ciphertextRoot, 32);
  }

  return { update, digest: end };
}
