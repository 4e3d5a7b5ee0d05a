import * as snarkjs from "snarkjs";

import type { SnarkjsKey } from "../../sdk/proofs/snarkjsKey.ts";

/**
 * The verifying key in a proving key, without the pairing of alpha and beta, which nobody needs.
 *
 * @param zkey Path of the proving key.
 * @returns The key, and the text of `circuits/keys/<name>.json`.
 */
export async function exportVerifier(zkey: string): Promise<{ key: SnarkjsKey; text: string }> {
  const exported = await snarkjs.zKey.exportVerificationKey(zkey);
  const fields = Object.entries(exported).filter(([name]) => name !== "vk_alphabeta_12");
  return { key: exported, text: `${JSON.stringify(Object.fromEntries(fields), undefined, 1)}\n` };
}
