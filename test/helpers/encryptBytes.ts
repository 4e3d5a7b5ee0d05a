import { encryptResult, type EncryptResultParameters } from "../../sdk/cipher/encryptResult.ts";
import type { ResultUpload } from "../../sdk/cipher/resultUpload.ts";
import { collectBytes } from "./collectBytes.ts";

/** A result encrypted to its end. */
export async function encryptBytes(
  bytes: Uint8Array,
  parameters: Omit<EncryptResultParameters, "result">,
): Promise<{ ciphertext: Uint8Array; upload: ResultUpload }> {
  const { ciphertext, upload } = encryptResult({ ...parameters, result: [bytes] });
  return { ciphertext: await collectBytes(ciphertext), upload: upload() };
}
