import { keccak256 } from "ethers";

/** A result as `ResultSubmitted` tells of it. */
export interface Submission {
  readonly runner: string;
  readonly operator: number;
  readonly position: number;
  /** Result bytes. */
  readonly result: string;
}

/** The results of a task as the Dispatcher wants them opened; as `ResultRecord` on-chain. */
export interface ResultRecord {
  readonly entries: bigint[];
  /** Hashes of the distinct results, in order of first appearance. */
  readonly variants: string[];
  /** Block in which the record was sealed. */
  readonly sealedAt: number;
}

/** A record, and the distinct results that a callback carries. */
export interface OpenedRecord {
  readonly record: ResultRecord;
  readonly results: string[];
}

/** Opens the record of submissions, given in the order in which they were accepted. */
export function openRecord(submissions: readonly Submission[], sealedAt: number): OpenedRecord {
  const results: string[] = [];
  const entries = submissions.map(({ runner, operator, position, result }) => {
    let variant = results.indexOf(result);
    if (variant === -1) variant = results.push(result) - 1;
    return (BigInt(runner) << 96n) | (BigInt(operator) << 64n) | (BigInt(position) << 8n) | BigInt(variant);
  });
  return { record: { entries, variants: results.map((result) => keccak256(result)), sealedAt }, results };
}
