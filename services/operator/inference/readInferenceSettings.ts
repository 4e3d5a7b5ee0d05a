import { join } from "node:path";

import { readEncryptionSecret } from "../../../sdk/cipher/readEncryptionSecret.ts";
import type { EnvironmentReader } from "../../readEnvironment.ts";
import { SettingError } from "../../settingError.ts";

/** What the inference role needs to be told. */
export interface InferenceSettings {
  /** Hex, 32 bytes. */
  readonly encryptionSecret: string;
  readonly relay: string;
  readonly modelServers: readonly string[];
  readonly modelTimeoutMs: number;
  readonly modelBytes: number;
  /** Folder of the circuit's keys. */
  readonly circuits: string;
  readonly patienceBlocks: number;
}

/**
 * Reads the settings of the inference role.
 *
 * | Variable | Means | Default |
 * |---|---|---|
 * | `MUSTER_INFERENCE_KEY` | the encryption secret | |
 * | `MUSTER_INFERENCE_RELAY` | the relay that it uploads to | |
 * | `MUSTER_INFERENCE_MODEL_SERVERS` | where models come from, between commas | |
 * | `MUSTER_INFERENCE_MODEL_TIMEOUT_MS` | until a model that does not come is given up | 300000 |
 * | `MUSTER_INFERENCE_MODEL_BYTES` | bytes of all models on disk | 1073741824 |
 * | `MUSTER_INFERENCE_CIRCUITS` | folder of `result-upload.zkey` and `.wasm.gz` | circuits/keys |
 * | `MUSTER_INFERENCE_PATIENCE_BLOCKS` | blocks that others have for what anybody may do | 2 |
 *
 * @throws {SettingError} when one is missing or malformed.
 */
export function readInferenceSettings(read: EnvironmentReader): InferenceSettings {
  const modelServers = read.list("MUSTER_INFERENCE_MODEL_SERVERS", []);
  if (modelServers.length === 0 || !modelServers.every(isUrl)) {
    throw new SettingError("MUSTER_INFERENCE_MODEL_SERVERS", "addresses of model servers between commas");
  }
  const relay = read.text("MUSTER_INFERENCE_RELAY", "the address of a relay");
  if (!isUrl(relay)) throw new SettingError("MUSTER_INFERENCE_RELAY", "the address of a relay");
  return {
    encryptionSecret: readSecret(read),
    relay,
    modelServers,
    modelTimeoutMs: read.number("MUSTER_INFERENCE_MODEL_TIMEOUT_MS", 300_000),
    modelBytes: read.number("MUSTER_INFERENCE_MODEL_BYTES", 1024 ** 3),
    circuits: read.optionalText("MUSTER_INFERENCE_CIRCUITS") ?? join("circuits", "keys"),
    patienceBlocks: read.number("MUSTER_INFERENCE_PATIENCE_BLOCKS", 2),
  };
}

function isUrl(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text);
}

function readSecret(read: EnvironmentReader): string {
  const secret = read.key("MUSTER_INFERENCE_KEY");
  try {
    readEncryptionSecret(secret);
    return secret;
  } catch {
    throw new SettingError("MUSTER_INFERENCE_KEY", "an encryption secret, as inference:keys makes it");
  }
}
