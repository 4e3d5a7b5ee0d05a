import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { SlashingTerms } from "./slashingTerms.ts";

/** Which definition. */
export interface ReadTaskDefinitionParameters {
  readonly taskDefinitionId: number;
}

/** A definition as of now. Amounts in the smallest unit of their currency. */
export interface ReadTaskDefinitionReturnType {
  readonly taskDefinitionId: number;
  readonly owner: string;
  /** Block from which on tasks are refused. */
  readonly blockExpiry: number;
  /** 0 when it knows no disputes. */
  readonly disputePeriodBlocks: number;
  readonly pool: number;
  readonly attesterFee: bigint;
  readonly performerFee: bigint;
  readonly aggregatorFee: bigint;
  readonly minimumAttesters: number;
  /** Approval takes more than this share of the eligible power; 0 stands for two thirds. */
  readonly approveBps: number;
  /** In the staking currency. */
  readonly minimumVotingPower: bigint;
  /** Operators that may perform and attest, ascending; empty when everybody may. */
  readonly restrictedOperators: readonly number[];
  /** Zero address for the native coin. */
  readonly currency: string;
  /** What nobody is owed. */
  readonly funds: bigint;
  /** Block of the newest task; 0 when there was none. */
  readonly lastTaskBlock: number;
  /** When the deposit was paid, in seconds; 0 when it was returned. */
  readonly depositedAt: number;
  /** Absent when it has none. */
  readonly hook?: { readonly address: string; readonly gasLimit: number };
  /** Address of the leader election that it enforces; absent when it enforces none. */
  readonly election?: string;
  /** What offences cost; absent when it never said so. */
  readonly slashing?: { readonly version: number; readonly terms: SlashingTerms; readonly termsHash: string };
}

/**
 * Reads a definition.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_FOUND`.
 */
export async function readTaskDefinition(
  { center }: MusterClient,
  { taskDefinitionId }: ReadTaskDefinitionParameters,
): Promise<ReadTaskDefinitionReturnType> {
  const [stored, restricted] = await readCall(async () =>
    Promise.all([
      center.taskDefinitionOf(taskDefinitionId),
      center.getTaskDefinitionRestrictedOperators(taskDefinitionId),
    ]),
  );
  const version = Number(stored.termsVersion);
  const slashing =
    version === 0 ? undefined : await readCall(async () => center.slashingTermsOf(taskDefinitionId, version));
  return {
    taskDefinitionId,
    owner: stored.owner,
    blockExpiry: Number(stored.blockExpiry),
    disputePeriodBlocks: Number(stored.disputePeriodBlocks),
    pool: Number(stored.pool),
    attesterFee: stored.attesterFee,
    performerFee: stored.performerFee,
    aggregatorFee: stored.aggregatorFee,
    minimumAttesters: Number(stored.minimumAttesters),
    approveBps: Number(stored.approveBps),
    minimumVotingPower: stored.minimumVotingPower,
    restrictedOperators: restricted.map(Number),
    currency: stored.currency,
    funds: stored.funds,
    lastTaskBlock: Number(stored.lastTaskBlock),
    depositedAt: Number(stored.depositedAt),
    ...(stored.hasHook ? { hook: { address: stored.hook, gasLimit: Number(stored.hookGasLimit) } } : {}),
    ...(stored.hasElection ? { election: stored.election } : {}),
    ...(slashing && { slashing: { version, terms: plainTerms(slashing.terms), termsHash: slashing.termsHash } }),
  };
}

function plainTerms(terms: { [Key in keyof SlashingTerms]: SlashingTerms[Key] | bigint }): SlashingTerms {
  return {
    doubleAttestationBps: Number(terms.doubleAttestationBps),
    incorrectAttestationBps: Number(terms.incorrectAttestationBps),
    rejectedPerformerBps: Number(terms.rejectedPerformerBps),
    reporterBps: Number(terms.reporterBps),
    jails: Boolean(terms.jails),
  };
}
