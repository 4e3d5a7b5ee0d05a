import { sealCommittee } from "../../../sdk/committee/sealCommittee.ts";
import type { Narrator } from "../narrate.ts";
import type { AttestationStage } from "./attestationStage.ts";

/** Seals the roster anew, since powers changed: who was slashed could not sign any more. */
export async function reseal({ owner, pool }: AttestationStage, narrator: Narrator): Promise<void> {
  const { committee, receipts } = await sealCommittee(owner, { pool });
  const gas = receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
  narrator.step(`The roster is sealed anew, committee ${committee & 0xffffffffn}`, gas);
}
