import { slashPerformer } from "../../../../sdk/attestation/slashPerformer.ts";
import type { Narrator } from "../../narrate.ts";
import type { AttestationStage } from "../attestationStage.ts";
import { performTask, tellSlash, waitForStatus } from "../followAttestation.ts";
import { reseal } from "../reseal.ts";

/** A forged price is rejected, and costs its performer; its attesters are paid from that. */
export async function tellRejection(stage: AttestationStage, narrator: Narrator): Promise<void> {
  narrator.title("A forged price is rejected");
  const [performer] = stage.operators;
  if (!performer) throw new Error("There is no performer.");
  performer.mood.isForging = true;
  const task = await performTask(stage, narrator, "MSFT");
  performer.mood.isForging = false;
  if (task.isApproved) throw new Error("A forged price was approved.");

  await waitForStatus(stage, task.id, "Finalized");
  const { amount, receipt } = await slashPerformer(stage.owner, { id: task.id });
  tellSlash(narrator, performer.name, "it performed a rejected task", amount, receipt.gasUsed);
  await reseal(stage, narrator);
}
