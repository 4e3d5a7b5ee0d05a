import { type ContractTransactionReceipt, ZeroAddress } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { sendWrite } from "../../sdk/client/sendWrite.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import type { JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import { encodeJobParameters } from "../../sdk/jobs/encodeJobParameters.ts";
import { findTemplate } from "../../sdk/jobs/findTemplate.ts";
import { hashScript } from "../../sdk/jobs/hashScript.ts";
import type { JobTerms } from "../../sdk/jobs/jobTerms.ts";
import { publishTemplate } from "../../sdk/jobs/publishTemplate.ts";
import { registerJob, type RegisterJobParameters } from "../../sdk/jobs/registerJob.ts";
import { type JobInbox, JobInbox__factory } from "../../typechain-types/index.ts";
import { buildJob } from "./buildJob.ts";
import type { JobFile } from "./jobFile.ts";
import type { JobTemplate } from "./readTemplate.ts";

/** A template, adapted. */
export interface CreateJobParameters extends Pick<RegisterJobParameters, "payFrom"> {
  readonly template: JobTemplate;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  /** What is otherwise than the template says. */
  readonly changes: Partial<JobFile>;
  /** Where the script lies; in the registration itself if left out. */
  readonly scriptUri?: string | undefined;
}

/** The new job. */
export interface CreatedJob {
  readonly id: string;
  readonly terms: JobTerms;
  /** Number of the template. */
  readonly template: bigint;
  /** The inbox that was deployed, where outputs go to a contract of this chain and none was named. */
  readonly inbox?: JobInbox | undefined;
}

/**
 * Registers a job that runs a template: publishes the script where nobody has, and deploys an inbox where the output needs
 * a contract and none is named.
 *
 * @param report Told of each transaction.
 */
export async function createJob(
  client: MusterClient,
  { template, parameters, changes, scriptUri, payFrom }: CreateJobParameters,
  report: (what: string, receipt: ContractTransactionReceipt) => void = () => undefined,
): Promise<CreatedJob> {
  const { source, name } = template;
  const script = hashScript(source);
  const uri = scriptUri ?? `data:text/javascript;base64,${Buffer.from(source).toString("base64")}`;
  const written: Partial<JobFile> = { ...template.job, ...changes };
  const number = await publish(client, template, { script, scriptUri: uri }, report);
  const inbox = await deployInbox(client, written, report);

  const block = await client.provider.getBlock("latest");
  const file: Partial<JobFile> = {
    ...written,
    ...{ script, scriptUri: uri, template: Number(number), parameters: encodeJobParameters(parameters) },
    destination: { ...written.destination, ...(inbox && { target: await inbox.getAddress() }) },
  };
  const job = buildJob(file, BigInt(block?.timestamp ?? 0) * 1_000n, name);
  const { id, terms, receipt } = await registerJob(client, { ...job, ...(payFrom && { payFrom }) });
  report(`Job ${id} is registered`, receipt);
  if (inbox) report("The inbox lets it in", await sendWrite(async () => inbox.letIn(id)));
  return { id, terms, template: number, inbox };
}

async function publish(
  client: MusterClient,
  { title, description, output }: JobTemplate,
  content: { readonly script: string; readonly scriptUri: string },
  report: (what: string, receipt: ContractTransactionReceipt) => void,
): Promise<bigint> {
  const known = await findTemplate(client, content);
  if (known !== undefined) return known;
  const published = await publishTemplate(client, { ...content, description: `${description} ${output}` });
  report(`Template ${published.template} is published: ${title}`, published.receipt);
  return published.template;
}

async function deployInbox(
  client: MusterClient,
  { destination: { kind, target = ZeroAddress } = {} }: Partial<JobFile>,
  report: (what: string, receipt: ContractTransactionReceipt) => void,
): Promise<JobInbox | undefined> {
  if (kind !== "SameChain" || target !== ZeroAddress) return undefined;
  const inbox = await new JobInbox__factory(signerOf(client)).deploy(client.deployment.addresses.jobs);
  const receipt = await inbox.deploymentTransaction()?.wait();
  if (receipt) report(`Inbox ${await inbox.getAddress()} is deployed`, receipt);
  return inbox;
}
