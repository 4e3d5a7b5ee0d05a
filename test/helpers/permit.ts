import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type Contract, Signature } from "ethers";

/** An allowance by signature, as ERC-2612 defines it. */
export interface Permit {
  readonly owner: HardhatEthersSigner;
  readonly spender: string;
  readonly value: bigint;
  /** Seconds since the epoch. */
  readonly deadline: bigint;
}

const types = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/** Signs a permit for a token that follows EIP-5267. */
export async function signPermit(token: Contract, permit: Permit): Promise<Signature> {
  const { owner, spender, value, deadline } = permit;
  const { name, version, chainId, verifyingContract } = await token.eip712Domain!();
  const nonce: bigint = await token.nonces!(owner.address);
  const message = { owner: owner.address, spender, value, nonce, deadline };
  return Signature.from(await owner.signTypedData({ name, version, chainId, verifyingContract }, types, message));
}
