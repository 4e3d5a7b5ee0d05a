import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";

/** Which script. */
export interface FindTemplateParameters {
  /** Its content hash. */
  readonly script: string;
}

/** The number of the first template that has a script; nothing when nobody published one. */
export async function findTemplate(
  { jobTemplates, deployment }: MusterClient,
  { script }: FindTemplateParameters,
): Promise<bigint | undefined> {
  const filter = jobTemplates.filters.TemplatePublished();
  const published = await readCall(async () => jobTemplates.queryFilter(filter, deployment.fromBlock));
  return published.find(({ args }) => args.script === script)?.args.template;
}
