import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Who, and whether it may. */
export interface SetCertifierParameters extends WriteOptions {
  readonly certifier: string;
  readonly mayCertify: boolean;
}

/**
 * Names a certifier of devices, or lets one go, whose certificates are dead at once. Governance only.
 *
 * @throws {MusterError} `ACCESS_MANAGED_UNAUTHORIZED`.
 */
export async function setCertifier(
  { devices }: MusterClient,
  { certifier, mayCertify, overrides = {} }: SetCertifierParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => devices.setCertifier(certifier, mayCertify, overrides));
}
