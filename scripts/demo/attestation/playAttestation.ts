import type { PlayLifecycle } from "../playLifecycle.ts";
import { setAttestationStage } from "./attestationStage.ts";
import { tellFalsehood } from "./stories/falsehood.ts";
import { tellRejection } from "./stories/rejection.ts";
import { tellClaims, tellTruth } from "./stories/truth.ts";
import { tellTwoFaced } from "./stories/twoFaced.ts";

/** Attestation: ten nodes that gossip; in its short form, two prices that all agree on. */
export const playAttestation: PlayLifecycle = async (ground, narrator, { isAll }) => {
  narrator.title("Attestation: ten operators and their sealed committee");
  const stage = await setAttestationStage(ground);
  try {
    await tellTruth(stage, narrator);
    if (isAll) {
      await tellRejection(stage, narrator);
      await tellFalsehood(stage, narrator);
      await tellTwoFaced(stage, narrator);
    }
    await tellClaims(stage, narrator);
  } finally {
    stage.close();
    for (const { process } of stage.operators) process.child.kill("SIGTERM");
  }
  return { tokens: [] };
};
