import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { proveVrf } from "../vrf/proveVrf.ts";
import type { VrfProof } from "../vrf/vrfProof.ts";
import { vrfOutput } from "../vrf/vrfOutput.ts";
import type { ApplicationSecrets } from "./applicationSecrets.ts";

/** Of which task. */
export interface ProveSamplingParameters {
  readonly id: string;
  readonly secrets: Pick<ApplicationSecrets, "vrfSecretKey">;
}

/** The sampling number of a task, with its proof. */
export interface ProveSamplingReturnType {
  readonly samplingNumber: bigint;
  /** Whether two others must compute it as well. */
  readonly isSampled: boolean;
  readonly proof: VrfProof;
}

/**
 * Computes a task's sampling number, which nobody else knows. Known as soon as its node is drawn.
 *
 * @throws {MusterError} while no seed is known.
 */
export async function proveSampling(
  { inference }: MusterClient,
  { id, secrets }: ProveSamplingParameters,
): Promise<ProveSamplingReturnType> {
  const [seed, { sampling }] = await readCall(async () =>
    Promise.all([inference.samplingSeedOf(id), inference.settings()]),
  );
  const proof = proveVrf({ secretKey: secrets.vrfSecretKey, seed });
  const samplingNumber = vrfOutput(proof.gamma);
  return { samplingNumber, isSampled: samplingNumber % sampling.samplingModulus === 0n, proof };
}
