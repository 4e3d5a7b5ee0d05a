/** Where a gateway lives. */
export interface GatewayDeployment {
  /** The chain that it is on. */
  readonly chainId: number;
  /** First block in which an event of it can be. */
  readonly fromBlock: number;
  readonly gateway: string;
  /** Who decides who governs it. */
  readonly authority: string;
  /** The chain that jobs are registered on. */
  readonly homeChainId: number;
  /** The market there. */
  readonly market: string;
}
