import { Contract, type ContractTransactionReceipt, Signature, type TypedDataDomain } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { readCall } from "../client/readCall.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

const PERMIT = {
  Permit: ["owner", "spender", "value", "nonce", "deadline"].map((name, index) => ({
    name,
    type: index < 2 ? "address" : "uint256",
  })),
};
const TOKEN_ABI = [
  "function name() view returns (string)",
  "function nonces(address owner) view returns (uint256)",
  "function eip712Domain() view returns (bytes1, string name, string version, uint256, address, bytes32, uint256[])",
];
const DEFAULT_VALIDITY_SECONDS = 3_600;

/** How much, of what, for whom. */
export interface DepositWithPermitParameters extends WriteOptions {
  /** A token with ERC-2612. */
  readonly currency: string;
  /** In the token's smallest unit. */
  readonly amount: bigint;
  /** Who is credited; the account itself by default. */
  readonly account?: string;
  /** Last second at which the signature counts; an hour from the newest block by default. */
  readonly deadline?: number;
  /** The version in the token's signing domain, for tokens that do not tell it (ERC-5267); "1" by default. */
  readonly domainVersion?: string;
}

/**
 * Buys credit with tokens in one transaction: the account signs the approval (ERC-2612).
 *
 * @throws {MusterError} `SAFE_ERC20_FAILED_OPERATION` when the token refuses the signature, or too few are there.
 */
export async function depositWithPermit(
  client: MusterClient,
  parameters: DepositWithPermitParameters,
): Promise<ContractTransactionReceipt> {
  const { currency, amount, account, domainVersion = "1", overrides = {} } = parameters;
  const signer = signerOf(client);
  const owner = await signer.getAddress();
  const token = new Contract(currency, TOKEN_ABI, client.provider);
  const deadline = parameters.deadline ?? (await newestTime(client)) + DEFAULT_VALIDITY_SECONDS;
  const nonce = await readCall<bigint>(() => token.getFunction("nonces")(owner));
  const message = { owner, spender: client.deployment.addresses.escrow, value: amount, nonce, deadline };
  const domain = await domainOf(client, token, currency, domainVersion);
  const { v, r, s } = Signature.from(await signer.signTypedData(domain, PERMIT, message));
  return sendWrite(async () =>
    client.escrow.depositWithPermit(currency, account ?? owner, amount, deadline, v, r, s, overrides),
  );
}

async function newestTime({ provider }: MusterClient): Promise<number> {
  const block = await readCall(async () => provider.getBlock("latest"));
  return block?.timestamp ?? Math.floor(Date.now() / 1_000);
}

async function domainOf(
  { deployment }: MusterClient,
  token: Contract,
  verifyingContract: string,
  fallbackVersion: string,
): Promise<TypedDataDomain> {
  const { chainId } = deployment;
  const told = await token
    .getFunction("eip712Domain")()
    .catch(() => undefined);
  const name: string = told?.name ?? (await readCall(() => token.getFunction("name")()));
  return { name, version: told?.version ?? fallbackVersion, chainId, verifyingContract };
}
