import type { Signer } from "ethers";

import { attestationDomain, type AttestationReference } from "./attestationDomain.ts";
import { CERTIFICATE_TYPES } from "./certificateTypes.ts";
import type { DeviceCertificate } from "./deviceCertificate.ts";

/**
 * Signs a certificate as its certifier. Whoever signs says that the key is one that only a sound device of that
 * operator can use: look at the device's own attestation first.
 *
 * @param signer The certifier's account.
 * @returns Hex, 65 bytes.
 */
export async function signDeviceCertificate(
  signer: Signer,
  certificate: DeviceCertificate,
  reference: AttestationReference,
): Promise<string> {
  return signer.signTypedData(attestationDomain(reference), CERTIFICATE_TYPES, { ...certificate });
}
