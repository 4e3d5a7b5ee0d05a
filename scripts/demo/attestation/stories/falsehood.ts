import { challengeTask } from "../../../../sdk/attestation/challengeTask.ts";
import { readAttestation } from "../../../../sdk/attestation/readAttestation.ts";
import { slashIncorrectAttestation } from "../../../../sdk/attestation/slashIncorrectAttestation.ts";
import { slashPerformer } from "../../../../sdk/attestation/slashPerformer.ts";
import type { Narrator } from "../../narrate.ts";
import { type AttestationStage, DISPUTE_BLOCKS } from "../attestationStage.ts";
import { performTask, seatsOf, tellSlash, waitForBlock, waitForStatus } from "../followAttestation.ts";
import { reseal } from "../reseal.ts";

/** Who is fooled, and who of them never learns. */
const GULLIBLE = 7;
const STUBBORN = 2;

/** Seven of ten approve a forged price; it is challenged, five learn, and the committee overturns it. */
export async function tellFalsehood(stage: AttestationStage, narrator: Narrator): Promise<void> {
  narrator.title("An approved falsehood is overturned");
  const { operators, owner } = stage;
  const [performer] = operators;
  if (!performer) throw new Error("There is no performer.");
  performer.mood.isForging = true;
  for (const { mood } of operators.slice(0, GULLIBLE)) mood.isGullible = true;
  narrator.say(`The Validation Services of ${GULLIBLE} operators believe everything`);
  const task = await performTask(stage, narrator, "GOOG");
  if (!task.isApproved) throw new Error("The falsehood was not approved.");

  performer.mood.isForging = false;
  for (const { mood } of operators.slice(STUBBORN, GULLIBLE)) mood.isGullible = false;
  narrator.say(`${GULLIBLE - STUBBORN} of them are mended`);
  const challenge = await challengeTask(owner, { id: task.id });
  narrator.step("The owner challenges the price, with a bond", challenge.gasUsed);
  await waitForStatus(stage, task.id, "Overturned");
  const { signers, decidedAt } = await readAttestation(owner, { id: task.id });
  narrator.say(`Overturned by the committee; still wrong: ${seatsOf(stage, signers)}`);
  await waitForBlock(stage, decidedAt + DISPUTE_BLOCKS);

  for (const [seat, { name }] of operators.slice(0, STUBBORN).entries()) {
    const { amount, receipt } = await slashIncorrectAttestation(owner, { id: task.id, seat });
    tellSlash(narrator, name, "it stayed on the losing side", amount, receipt.gasUsed);
  }
  const { amount, receipt } = await slashPerformer(owner, { id: task.id });
  tellSlash(narrator, performer.name, "it performed a falsehood", amount, receipt.gasUsed);
  for (const { mood } of operators) mood.isGullible = false;
  await reseal(stage, narrator);
}
