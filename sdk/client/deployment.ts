/** Where a deployment of the suite lives. */
export interface Deployment {
  /** Chain id. */
  readonly chainId: number;
  /** First block in which an event of the suite can be. */
  readonly fromBlock: number;
  /** Addresses by role. `coordinator` is Chainlink's. */
  readonly addresses: {
    readonly authority: string;
    readonly escrow: string;
    readonly registry: string;
    readonly beacon: string;
    readonly coordinator: string;
    readonly reputation: string;
    readonly dispatcher: string;
    readonly lens: string;
    readonly blsKeyKind: string;
    readonly committees: string;
    readonly center: string;
    readonly sealBounties: string;
    readonly roundRobinElection: string;
    readonly randomElection: string;
    readonly stakeElection: string;
    readonly reputationElection: string;
    readonly consensusElection: string;
    readonly availability: string;
    readonly vrf: string;
    readonly proofs: string;
    readonly encryptionKeyKind: string;
    readonly inference: string;
    readonly inferenceLens: string;
    readonly devices: string;
    readonly witnesses: string;
    readonly receipts: string;
    readonly jobTemplates: string;
    readonly jobs: string;
    readonly digitVerifier: string;
  };
}
