import { SecretsInvalidError } from "./secretsInvalidError.ts";

const MAX_BYTES = 65_536;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** A job's secrets, by name. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * Reads secrets from the bytes that are sealed.
 *
 * @throws {SecretsInvalidError}
 */
export function readSecrets(bytes: Uint8Array): Secrets {
  if (bytes.length > MAX_BYTES) throw new SecretsInvalidError(`${bytes.length} bytes, where ${MAX_BYTES} are allowed`);
  const parsed = parse(bytes);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new SecretsInvalidError("they are no map");
  }
  for (const [name, value] of Object.entries(parsed)) {
    if (!NAME.test(name)) throw new SecretsInvalidError(`${JSON.stringify(name)} is no name of a variable`);
    if (typeof value !== "string") throw new SecretsInvalidError(`${name} is no text`);
  }
  return parsed as Secrets;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SecretsInvalidError("they are no JSON", { cause });
  }
}
