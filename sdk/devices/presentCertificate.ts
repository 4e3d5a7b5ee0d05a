import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { DeviceCertificate } from "./deviceCertificate.ts";

/** A certificate, signed by its certifier; see `signDeviceCertificate`. */
export interface PresentCertificateParameters extends WriteOptions {
  readonly certificate: DeviceCertificate;
  /** Hex. */
  readonly signature: string;
}

/**
 * Presents a certificate, which from then on is the operator's only one. Anyone may.
 *
 * @throws {MusterError} `DEVICE_NOT_CERTIFIER`, `DEVICE_CERTIFICATE_STALE`, `DEVICE_BAD_SIGNATURE` and others.
 */
export async function presentCertificate(
  { devices }: MusterClient,
  { certificate, signature, overrides = {} }: PresentCertificateParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => devices.present({ ...certificate }, signature, overrides));
}
