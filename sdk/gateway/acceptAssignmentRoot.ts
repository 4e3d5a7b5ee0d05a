import type { ContractTransactionReceipt } from "ethers";

import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { GatewayClient } from "./gatewayClient.ts";

/** A root, and who signed it. */
export interface AcceptAssignmentRootParameters extends WriteOptions {
  /** Hex, 32 bytes. */
  readonly root: string;
  /** Seconds. */
  readonly issuedAt: bigint;
  /** Bit s set: seat s of the committee that counts signed. */
  readonly signers: bigint;
  /** Hex, 96 bytes: the aggregate of their signatures of `assignmentRootDigest`. */
  readonly signature: string;
}

/**
 * Has a gateway accept a root of the assignment tree. Anyone may, with the signatures.
 *
 * @throws {MusterError} `GATEWAY_NO_QUORUM`, `GATEWAY_BAD_SIGNATURE`, `GATEWAY_OUT_OF_TIME`,
 * `GATEWAY_COMMITTEE_EXPIRED`.
 */
export async function acceptAssignmentRoot(
  { gateway }: GatewayClient,
  { root, issuedAt, signers, signature, overrides = {} }: AcceptAssignmentRootParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => gateway.acceptRoot(root, issuedAt, signers, signature, overrides));
}
