import { getAddress } from "ethers";

/** Whose messages these are: the chain, and the attestation centre on it. */
export interface GossipNetwork {
  readonly chainId: bigint;
  readonly center: string;
}

/** The topic of a kind of message, for instance `muster/1/0x…/task/v1`. */
export function gossipTopic({ chainId, center }: GossipNetwork, kind: string): string {
  return `muster/${chainId}/${getAddress(center)}/${kind}/v1`;
}
