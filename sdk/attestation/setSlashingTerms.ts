import type { ContractTransactionReceipt } from "ethers";

import { eventOf } from "../client/eventOf.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { SlashingTerms } from "./slashingTerms.ts";

/** Of which definition. */
export interface SetSlashingTermsParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  readonly terms: SlashingTerms;
}

/** The terms' new version. */
export interface SetSlashingTermsReturnType {
  readonly version: number;
  /** What operators accept. */
  readonly termsHash: string;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Sets what offences cost, for tasks submitted later and operators who accept. The definition's owner may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`, `TASK_DEFINITION_BAD_TERMS`.
 */
export async function setSlashingTerms(
  { center }: MusterClient,
  { taskDefinitionId, terms, overrides = {} }: SetSlashingTermsParameters,
): Promise<SetSlashingTermsReturnType> {
  const receipt = await sendWrite(async () => center.setTaskDefinitionSlashing(taskDefinitionId, terms, overrides));
  const { version, termsHash } = eventOf<{ version: number; termsHash: string }>(
    receipt,
    center.interface,
    "SlashingTermsSet",
  );
  return { version, termsHash, receipt };
}
