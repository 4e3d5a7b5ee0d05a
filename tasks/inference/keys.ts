import { existsSync, writeFileSync } from "node:fs";

import { hexlify, randomBytes } from "ethers";

import { encryptionPublicKey } from "../../sdk/cipher/encryptionPublicKey.ts";
import { generateEncryptionKey } from "../../sdk/cipher/generateEncryptionKey.ts";
import { InputError } from "../helpers/inputError.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly out: string;
}

/** Random bytes that are below the order of secp256k1 whatever they are. */
const SAFE_BYTES = 31;

export default suiteAction<Arguments>(async ({ print }, { out }) => {
  if (existsSync(out)) throw new InputError(`${out} is there already; secrets are not overwritten.`);
  const encryptionSecret = generateEncryptionKey();
  const vrfSecretKey = `0x00${hexlify(randomBytes(SAFE_BYTES)).slice(2)}`;
  const text = `${JSON.stringify({ vrfSecretKey, encryptionSecret }, undefined, 2)}\n`;
  writeFileSync(out, text, { mode: 0o600, flag: "wx" });
  print(`Secrets are in ${out}. Public encryption key: ${encryptionPublicKey(encryptionSecret)}`);
});
