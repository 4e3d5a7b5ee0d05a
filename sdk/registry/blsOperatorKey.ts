import { blsPublicKey } from "../bls/blsPublicKey.ts";
import { provePossession } from "../bls/provePossession.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { signerOf } from "../client/signerOf.ts";
import { BLS_KEY_KIND } from "./blsKeyKind.ts";
import type { OperatorKey } from "./operatorKey.ts";

/** Whose key it is to become. */
export interface BlsOperatorKeyParameters {
  /** Hex, 32 bytes. It goes nowhere. */
  readonly secretKey: string;
  /** The operator's account; the client's by default. */
  readonly controller?: string | undefined;
}

/**
 * An attesting key with its proof of possession, ready for `registerOperator` and `setKey`.
 *
 * @throws {BlsSecretKeyInvalidError} when the secret key is none.
 */
export async function blsOperatorKey(
  client: MusterClient,
  { secretKey, controller: given }: BlsOperatorKeyParameters,
): Promise<OperatorKey> {
  const controller = given ?? (await signerOf(client).getAddress());
  const { chainId, addresses } = client.deployment;
  const proof = provePossession({ secretKey, chainId, registry: addresses.registry, controller });
  return { kind: BLS_KEY_KIND, key: blsPublicKey(secretKey), proof };
}
