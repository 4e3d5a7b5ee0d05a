import type { TypedDataDomain } from "ethers";

/** The market that jobs are registered with. */
export interface HomeReference {
  readonly homeChainId: bigint | number;
  /** Its address. */
  readonly market: string;
}

/** The EIP-712 domain of all that a market's witnesses and processors sign, on whatever chain it is checked. */
export function homeDomain({ homeChainId, market }: HomeReference): TypedDataDomain {
  return { name: "Muster JobMarket", version: "1", chainId: homeChainId, verifyingContract: market };
}
