import { Contract, type Provider } from "ethers";

import type { AccessPredicate } from "./accessPredicate.ts";

/** When the door is open. */
export interface HoldsOrAfterParameters {
  readonly provider: Provider;
  /** An ERC-20. */
  readonly token: string;
  /** Units of the token that open the door. */
  readonly minimum: bigint;
  /** The block from which on it is open to everybody. */
  readonly openFrom: bigint;
}

/** Holders of enough of a token may enter, and everybody from a block on. */
export function holdsOrAfter({ provider, token, minimum, openFrom }: HoldsOrAfterParameters): AccessPredicate {
  const erc20 = new Contract(token, ["function balanceOf(address) view returns (uint256)"], provider);
  const balanceOf = erc20.getFunction("balanceOf");
  return async (account, block) => block >= openFrom || (await balanceOf(account, { blockTag: block })) >= minimum;
}
