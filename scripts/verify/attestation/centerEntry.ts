import type { Log } from "ethers";

import type { AttestationEvent } from "../../../sdk/attestation/attestationEvent.ts";

/** An event of the center, beside its log. */
export interface CenterEntry {
  readonly event: AttestationEvent;
  readonly log: Log;
}
