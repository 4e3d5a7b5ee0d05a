import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { DeviceCertificate } from "./deviceCertificate.ts";

/** The device of an operator. */
export interface ReadDeviceReturnType {
  /** The certificate that was presented last; its expiry is 0 when it was revoked. `undefined` before the first. */
  readonly certificate: DeviceCertificate | undefined;
  /** Seconds; 0 when the operator has no certified device now. */
  readonly liveUntil: bigint;
}

/** Reads whether an operator has a certified device. */
export async function readDevice({ devices }: MusterClient, operator: bigint): Promise<ReadDeviceReturnType> {
  const [stored, liveUntil] = await readCall(async () =>
    Promise.all([devices.certificateOf(operator), devices.liveUntil(operator)]),
  );
  const { certifier, x, y, notBefore, expiry } = stored;
  const certificate = notBefore === 0n ? undefined : { operator, certifier, x, y, notBefore, expiry };
  return { certificate, liveUntil };
}
