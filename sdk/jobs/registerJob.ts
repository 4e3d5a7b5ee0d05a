import { type ContractTransactionReceipt, ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { jobBudget } from "./jobBudget.ts";
import { jobIdOf } from "./jobIdOf.ts";
import type { JobDetails } from "./jobRecord.ts";
import { buildJobTerms, type BuildJobTermsParameters, type JobTerms } from "./jobTerms.ts";
import type { SlotChoice } from "./slotChoice.ts";

/** A job; what is left out has the defaults of `buildJobTerms`. The consumer is the account. */
export interface RegisterJobParameters extends WriteOptions {
  readonly terms: Omit<BuildJobTermsParameters, "consumer">;
  readonly details?: Partial<Omit<JobDetails, "processors">>;
  /** A processor for each slot: the job is then matched at once. Not where access is Public. */
  readonly slots?: readonly SlotChoice[];
  /**
   * `value`, the default, attaches a native budget; `credit` takes it from the account's credit in the Escrow, which must
   * have approved the market. Budgets in a token always come from credit.
   */
  readonly payFrom?: "value" | "credit";
}

/** The new job. */
export interface RegisterJobReturnType {
  readonly id: string;
  readonly terms: JobTerms;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Registers a job of the account, and locks its budget.
 *
 * @throws {MusterError} `JOB_BAD_…`, `ESCROW_INSUFFICIENT_CREDIT`, `ESCROW_MARKET_NOT_APPROVED` and others.
 */
export async function registerJob(
  client: MusterClient,
  { terms: given, details = {}, slots = [], payFrom = "value", overrides = {} }: RegisterJobParameters,
): Promise<RegisterJobReturnType> {
  const consumer = await signerOf(client).getAddress();
  const terms = buildJobTerms({ ...given, consumer });
  const told = { scriptUri: "", parameters: "0x", endpoint: "", ...details, processors: [...(given.processors ?? [])] };
  const value = payFrom === "value" && terms.currency === ZeroAddress ? jobBudget(terms) : 0n;
  const receipt = await sendWrite(async () =>
    client.jobs.registerJob(terms, told, [...slots], { ...overrides, value }),
  );

  const { chainId, addresses } = client.deployment;
  return { id: jobIdOf({ chainId, market: addresses.jobs, terms }), terms, receipt };
}
