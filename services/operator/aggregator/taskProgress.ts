import type { AttestationStatus } from "../../../sdk/attestation/attestationStatus.ts";

/** How far one side has come. Powers in the smallest unit of the staking currency. */
export interface SideReport {
  readonly power: bigint;
  readonly neededPower: bigint;
  readonly signers: number;
  readonly neededSigners: number;
  /** Operators that voted so. */
  readonly operators: readonly number[];
}

/** How a task is doing, as an aggregator sees it. */
export interface TaskProgress {
  readonly id: string;
  /** On-chain. */
  readonly status: AttestationStatus;
  /** Why it is not on-chain yet, or how it ended here. */
  readonly waitsFor: string;
  readonly committee: bigint | undefined;
  readonly eligiblePower: bigint;
  readonly approve: SideReport | undefined;
  readonly reject: SideReport | undefined;
  /** Operators that may vote and have not. */
  readonly missing: readonly number[];
  /** Operators whose votes did not count, and why. */
  readonly ineligible: Readonly<Record<string, string>>;
  /** Hash of the transaction that submitted it. */
  readonly transaction: string | undefined;
}
