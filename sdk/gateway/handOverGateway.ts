import type { ContractTransactionReceipt } from "ethers";

import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { GatewayClient } from "./gatewayClient.ts";
import type { HomeCommittee } from "./readHomeCommittee.ts";

/** The committee that follows, and who of the one that counts signed. */
export interface HandOverGatewayParameters extends WriteOptions {
  readonly next: HomeCommittee;
  /** Bit s set: seat s of the committee that counts signed. */
  readonly signers: bigint;
  /** Hex, 96 bytes: the aggregate of their signatures of `handoverDigest`. */
  readonly signature: string;
}

/**
 * Puts a committee in that the one that counts hands over to. Anyone may, with the signatures.
 *
 * @throws {MusterError} `GATEWAY_NO_QUORUM`, `GATEWAY_BAD_SIGNATURE`, `GATEWAY_NOT_NEWER`, `GATEWAY_COMMITTEE_EXPIRED`.
 */
export async function handOverGateway(
  { gateway }: GatewayClient,
  { next, signers, signature, overrides = {} }: HandOverGatewayParameters,
): Promise<ContractTransactionReceipt> {
  const { committee, sealedAt, content } = next;
  return sendWrite(async () => gateway.handOver(committee, sealedAt, content, signers, signature, overrides));
}
