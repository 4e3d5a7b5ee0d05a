import { concat, type ContractTransactionReceipt, getBytes } from "ethers";

import { fetchProof } from "../availability/fetchProof.ts";
import { hashBytes } from "../availability/hashBytes.ts";
import { uploadBlob } from "../availability/uploadBlob.ts";
import type { Blob } from "../availability/blob.ts";
import { encryptParameters } from "../cipher/encryptParameters.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { readEncryptionKey } from "../registry/readEncryptionKey.ts";
import type { InferenceTicket } from "./inferenceTicket.ts";
import { reportParametersUploaded } from "./reportParametersUploaded.ts";
import { taskContextOf } from "./taskContextOf.ts";

/** Whose parameters, for whom, and who serves them. */
export interface SendParametersParameters extends WriteOptions {
  readonly ticket: InferenceTicket;
  /** Operator of the node that was drawn. */
  readonly node: number;
  /** Base address of a relay that the task accepts. */
  readonly relay: string;
  /** Milliseconds between questions whether the relay's root is posted; 1,000 by default. */
  readonly pollIntervalMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Encrypts a task's parameters to its node, has a relay serve them, and reports it. The salt goes with them, so that the
 * node can tell whether they are what was committed to.
 *
 * @throws {RelayError} when the relay refuses, or does not post its root in time.
 * @throws {BaseError} `ENCRYPTION_KEY_MISSING` when the node has brought none.
 * @throws {MusterError} as `reportParametersUploaded`.
 */
export async function sendParameters(
  client: MusterClient,
  { ticket, node, relay, signal, pollIntervalMs, overrides = {} }: SendParametersParameters,
): Promise<ContractTransactionReceipt> {
  const { chainId, addresses } = client.deployment;
  const { id, salt, parameters, file } = ticket;
  const nodeKey = await readEncryptionKey(client, { operator: node });
  const context = taskContextOf({ chainId, market: addresses.inference, id, kind: "Parameters" });
  const bytes = encryptParameters({ parameters: getBytes(concat([salt, parameters])), nodeKey, context });

  const dataHash = hashBytes(bytes);
  const size = BigInt(bytes.length);
  const blob: Blob = { kind: "Parameters", market: addresses.inference, taskId: id, dataHash, size };
  const ending = signal && { signal };
  const scope = { chainId, availability: addresses.availability };
  await uploadBlob({ ...scope, relay, signer: signerOf(client), blob, bytes, ...ending });
  const { root, proof, publisher } = await fetchProof({
    relay,
    blob,
    ...(pollIntervalMs && { pollIntervalMs }),
    ...ending,
  });
  const inclusion = { publisher, root, dataHash, size, proof };
  return reportParametersUploaded(client, { id, file, inclusion, signature: "0x", overrides });
}
