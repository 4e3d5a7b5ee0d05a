/** `RequestCommitmentV2Plus` of Chainlink's VRFTypes.sol: what the coordinator hashed when it took the request. */
export interface RequestCommitment {
  readonly blockNum: bigint;
  readonly subId: bigint;
  readonly callbackGasLimit: bigint;
  readonly numWords: bigint;
  readonly sender: string;
  readonly extraArgs: string;
}
