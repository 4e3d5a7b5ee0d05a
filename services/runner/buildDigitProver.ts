import type { Deployment } from "../../sdk/client/deployment.ts";
import { createDigitProver, type DigitProver } from "./createDigitProver.ts";
import type { DigitSettings } from "./readRunnerSettings.ts";

/** Builds the prover that a runner's settings ask for; none where they ask for none. */
export function buildDigitProver(
  digits: DigitSettings | undefined,
  { chainId, addresses }: Deployment,
  runner: string,
): DigitProver | undefined {
  if (digits === undefined) return undefined;
  return createDigitProver({
    ...digits,
    chainId,
    runner,
    dispatcher: addresses.dispatcher,
    verifier: addresses.digitVerifier,
  });
}
