import { ZeroAddress } from "ethers";

import type { TaskDefinition } from "../../sdk/definitions/taskDefinition.ts";
import { ProofType, type TaskTerms } from "../../sdk/dispatch/taskTerms.ts";
import type { KindStatistics } from "./createKindStatistics.ts";
import type { RunnerPolicy } from "./runnerPolicy.ts";

/** Gas of a result before any was sent: the first of a task, committed and revealed. */
const FIRST_GAS = 200_000;

/** Take it on, wait for a later block, or pass; and why. */
export type Verdict =
  | { readonly kind: "accept" }
  | { readonly kind: "wait"; readonly reason: string }
  | { readonly kind: "skip"; readonly reason: string };

/** A task as a runner sees it. */
export interface JudgeTaskParameters {
  readonly policy: RunnerPolicy;
  readonly definition: TaskDefinition;
  readonly terms: TaskTerms;
  /** The runner's experience with the kind. */
  readonly statistics: KindStatistics;
  /** Wei a unit of gas. */
  readonly gasPrice: bigint;
  /** Blocks until the response time is over, and those until passing costs stake. */
  readonly blocksLeft: number;
  readonly freeBlocksLeft: number;
  /** Programs under way. */
  readonly running: number;
  /** Whether this runner can make the proofs that the task wants. */
  readonly canProve: boolean;
}

/** Decides about a task by policy and experience. */
export function judgeTask(parameters: JudgeTaskParameters): Verdict {
  const reason = refusalOf(parameters);
  if (reason !== undefined) return { kind: "skip", reason };
  if (parameters.running < parameters.policy.maxConcurrent) return { kind: "accept" };
  // Somebody else may have room, and passing is still free.
  return parameters.freeBlocksLeft > 1 ? { kind: "wait", reason: "busy" } : { kind: "skip", reason: "busy" };
}

function refusalOf(parameters: JudgeTaskParameters): string | undefined {
  const { policy, definition, terms, canProve } = parameters;
  if (policy.kinds !== "*" && !policy.kinds.includes(definition.kind)) return "unknownKind";
  if (terms.proof.proofType !== ProofType.None && !canProve) return "proofUnsupported";
  const minimum = policy.minimumPayments[terms.currency];
  if (minimum === undefined) return "unknownCurrency";
  if (terms.paymentPerRunner < minimum) return "payTooLow";
  if (!isProfitable(parameters)) return "unprofitable";
  return isTooSlow(parameters) ? "tooSlow" : undefined;
}

/** Only native coin can be compared with gas. */
function isProfitable({ policy, terms, statistics, gasPrice }: JudgeTaskParameters): boolean {
  if (terms.currency !== ZeroAddress) return true;
  const gas = BigInt(Math.ceil(statistics.meanGas || FIRST_GAS)) * gasPrice;
  const computing = (BigInt(Math.ceil(statistics.meanDurationMs)) * policy.costPerSecond) / 1_000n;
  return expectedPay(terms, statistics) - gas - computing >= policy.minimumProfit;
}

/** By how often accepted results of the kind were paid; as if two had been before the first. */
function expectedPay({ paymentPerRunner }: TaskTerms, { paid, unpaid }: KindStatistics): bigint {
  const prior = 2;
  return (paymentPerRunner * BigInt(paid + prior)) / BigInt(paid + unpaid + prior);
}

function isTooSlow({ policy, statistics, blocksLeft }: JudgeTaskParameters): boolean {
  return statistics.meanDurationMs > blocksLeft * policy.blockTimeMs;
}
