import type { ContractTransactionReceipt } from "ethers";

import { eventOf } from "../client/eventOf.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** A template. */
export interface PublishTemplateParameters extends WriteOptions {
  /** Content hash of its script. */
  readonly script: string;
  readonly scriptUri: string;
  /** What it does, and which parameters it takes. */
  readonly description: string;
}

/** The new template. */
export interface PublishTemplateReturnType {
  readonly template: bigint;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Publishes a script that consumers adapt by parameters.
 *
 * @throws {MusterError} `TEMPLATE_WITHOUT_SCRIPT`.
 */
export async function publishTemplate(
  client: MusterClient,
  { script, scriptUri, description, overrides = {} }: PublishTemplateParameters,
): Promise<PublishTemplateReturnType> {
  const { jobTemplates } = client;
  const receipt = await sendWrite(async () => jobTemplates.publishTemplate(script, scriptUri, description, overrides));
  const { template } = eventOf<{ template: number }>(receipt, jobTemplates.interface, "TemplatePublished");
  return { template: BigInt(template), receipt };
}
