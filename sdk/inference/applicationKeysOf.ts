import { decodePoint } from "../cipher/decodePoint.ts";
import { encryptionPublicKey } from "../cipher/encryptionPublicKey.ts";
import { publicKeyOf } from "../vrf/publicKeyOf.ts";
import type { ApplicationSecrets } from "./applicationSecrets.ts";
import type { ApplicationKeys } from "./inferenceOrder.ts";

/** The keys that everybody may know of an application. */
export function applicationKeysOf({ vrfSecretKey, encryptionSecret }: ApplicationSecrets): ApplicationKeys {
  const { x, y } = decodePoint(encryptionPublicKey(encryptionSecret));
  return { vrfKey: publicKeyOf(vrfSecretKey), encryptionKey: [x, y] };
}
