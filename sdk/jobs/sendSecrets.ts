import { keccak256 } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { signerOf } from "../client/signerOf.ts";
import { BaseError } from "../errors/baseError.ts";
import { readEncryptionKey } from "../registry/readEncryptionKey.ts";
import { homeDomain } from "./homeDomain.ts";
import type { Secrets } from "./readSecrets.ts";
import { sealSecrets } from "./sealSecrets.ts";
import { SECRETS_DELIVERY_TYPES, SECRETS_HEADERS } from "./secretsDelivery.ts";

const MAX_REASON_CHARACTERS = 500;

/** Which secrets, for which processor of which job. */
export interface SendSecretsParameters {
  readonly id: string;
  /** The operator that runs a slot of the job. */
  readonly processor: bigint;
  /** Base address of the processor's door. */
  readonly url: string;
  readonly secrets: Secrets;
  readonly signal?: AbortSignal;
}

/**
 * Seals a job's secrets to a processor and brings them to its door, signed by the account, which must be the job's
 * consumer. Each slot's processor gets its own, after the match and before the first execution; what is sent later
 * replaces what was sent before.
 *
 * @throws {BaseError} `SECRETS_REFUSED` with the processor's reason, `ENCRYPTION_KEY_MISSING`.
 * @throws {SecretsInvalidError} when they are too many, or a name is none.
 */
export async function sendSecrets(client: MusterClient, parameters: SendSecretsParameters): Promise<void> {
  const { id: job, processor, url, secrets, signal } = parameters;
  const { chainId: homeChainId, addresses } = client.deployment;
  const home = { homeChainId, market: addresses.jobs };
  const processorKey = await readEncryptionKey(client, { operator: Number(processor) });
  const sealed = sealSecrets({ ...home, job, processor, processorKey, secrets });
  const delivery = { job, processor, sealedHash: keccak256(sealed), issuedAt: BigInt(Date.now()) };
  const signature = await signerOf(client).signTypedData(homeDomain(home), SECRETS_DELIVERY_TYPES, delivery);

  const response = await fetch(`${url.replace(/\/+$/, "")}/jobs/${job}/secrets`, {
    method: "PUT",
    headers: {
      "content-type": "application/octet-stream",
      [SECRETS_HEADERS.issuedAt]: String(delivery.issuedAt),
      [SECRETS_HEADERS.signature]: signature,
    },
    body: new Uint8Array(sealed),
    redirect: "error",
    signal: signal ?? null,
  });
  if (response.ok) return;
  const reason = (await response.text()).slice(0, MAX_REASON_CHARACTERS);
  throw new BaseError("SECRETS_REFUSED", `The processor answers ${response.status}: ${reason}`);
}
