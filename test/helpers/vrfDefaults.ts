import { parseEther, parseUnits } from "ethers";

/** Every number the VRF tests use. */
export const vrfDefaults = {
  /** The key that is registered, and one that another oracle would hold. */
  secretKey: 0x6d75737465722d76726fn,
  otherSecretKey: 0x6f74686572n,
  /** Wei per gas. */
  gasLane: parseUnits("500", "gwei"),
  /** Wei. */
  subscriptionBalance: parseEther("10"),
  /** Blocks. */
  confirmations: 3,
  /** Blocks after a request in which its block hash can be read on chain. */
  blockhashWindow: 256,
  /** Gas. */
  callbackGasLimit: 200_000,
  numWords: 2,
  /** Milliseconds; longer than the longest pause between two tries. */
  retryPause: 10_000,
} as const;
