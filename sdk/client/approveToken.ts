import { Contract, type ContractTransactionResponse } from "ethers";

import type { MusterClient } from "./musterClient.ts";
import { readCall } from "./readCall.ts";
import { sendWrite } from "./sendWrite.ts";
import { signerOf } from "./signerOf.ts";

const TOKEN_ABI = [
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 amount) returns (bool)",
];

/** Which token, for whom, and how much in its smallest unit. */
export interface ApproveTokenParameters {
  readonly token: string;
  readonly spender: string;
  readonly amount: bigint;
}

/**
 * Lets a contract collect tokens of the client's account, unless it may already.
 *
 * @throws {MusterError} when the token refuses.
 */
export async function approveToken(client: MusterClient, parameters: ApproveTokenParameters): Promise<void> {
  const { token, spender, amount } = parameters;
  const signer = signerOf(client);
  const contract = new Contract(token, TOKEN_ABI, signer);
  const owner = await signer.getAddress();
  const allowance = await readCall<bigint>(() => contract.getFunction("allowance")(owner, spender));
  if (allowance >= amount) return;

  const approve = async (value: bigint) =>
    sendWrite(async () => contract.getFunction("approve")(spender, value) as Promise<ContractTransactionResponse>);
  // Some tokens refuse to change an allowance that is not zero.
  if (allowance !== 0n) await approve(0n);
  await approve(amount);
}
