import { type ContractTransactionReceipt, ZeroHash } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { SlotWriteParameters } from "./jobReference.ts";
import { readJobRecord } from "./readJobRecord.ts";

/** What is said of an execution; in hex. */
export interface ReportExecutionParameters extends SlotWriteParameters {
  /** From 0. */
  readonly execution: bigint;
  readonly isSuccess: boolean;
  /** Of what a contract of this chain is given: its keccak256. */
  readonly outputHash?: string;
  /** What a contract of this chain is given; else what points to the delivery; of a failure its message. */
  readonly output?: string;
  /** The device's signature or the proof. */
  readonly runtimeProof?: string;
  /** The endpoint's signature, or the encoding of (receipt root, Merkle proof). */
  readonly deliveryProof?: string;
}

/**
 * Reports an execution of a slot in its window. The account's processor.
 *
 * @throws {MusterError} `JOB_OUTSIDE_WINDOW`, `JOB_EXECUTION_CLOSED`, `JOB_RUNTIME_REFUSED`, `JOB_DELIVERY_REFUSED`.
 * @throws {BaseError} `JOB_UNKNOWN`.
 */
export async function reportExecution(
  client: MusterClient,
  { overrides = {}, id, record, ...told }: ReportExecutionParameters,
): Promise<ContractTransactionReceipt> {
  const { terms } = await readJobRecord(client, { id, ...(record && { record }) });
  const nothing = { outputHash: ZeroHash, output: "0x", runtimeProof: "0x", deliveryProof: "0x" };
  return sendWrite(async () => client.jobs.report(id, terms, { ...nothing, ...told }, overrides));
}
