import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { BaseError } from "../errors/baseError.ts";
import { readDevice } from "./readDevice.ts";

/** Whose certificate. */
export interface RevokeCertificateParameters extends WriteOptions {
  readonly operator: bigint;
}

/**
 * Revokes the certificate that an operator presented last. Its certifier only.
 *
 * @throws {BaseError} `DEVICE_UNKNOWN` when it presented none, or its last was revoked.
 * @throws {MusterError} `DEVICE_NOT_CERTIFIER`.
 */
export async function revokeCertificate(
  client: MusterClient,
  { operator, overrides = {} }: RevokeCertificateParameters,
): Promise<ContractTransactionReceipt> {
  const { certificate } = await readDevice(client, operator);
  if (certificate === undefined || certificate.expiry === 0n) {
    throw new BaseError("DEVICE_UNKNOWN", `Operator ${operator} has no certificate that could be revoked.`);
  }
  return sendWrite(async () => client.devices.revoke({ ...certificate }, overrides));
}
