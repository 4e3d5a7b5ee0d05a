import { verifyTypedData } from "ethers";

import { homeDomain, type HomeReference } from "./homeDomain.ts";
import { SECRETS_DELIVERY_TYPES, type SecretsDelivery } from "./secretsDelivery.ts";

/** Who must have signed for the secrets. */
export interface SignedSecretsDelivery {
  readonly delivery: SecretsDelivery;
  /** Hex, 65 bytes. */
  readonly signature: string;
  /** Address of the job's consumer; an account, not a contract. */
  readonly consumer: string;
}

/** Whether the job's consumer has signed exactly this delivery of secrets. */
export function isSecretsDelivery(
  { delivery, signature, consumer }: SignedSecretsDelivery,
  home: HomeReference,
): boolean {
  try {
    return verifyTypedData(homeDomain(home), SECRETS_DELIVERY_TYPES, { ...delivery }, signature) === consumer;
  } catch {
    return false;
  }
}
