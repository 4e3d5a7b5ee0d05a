import { ZeroAddress } from "ethers";

/** How the beacon asks for randomness; see `ChainlinkBeacon.Settings`. Times in blocks, the fee in wei. */
export interface BeaconSettings {
  readonly confirmations: number;
  readonly callbackGasLimit: number;
  readonly minBlocksBetweenRequests: number;
  readonly roundTimeout: number;
  readonly entryFee: bigint;
}

/** How long committees live, in seconds; together with 7 days of dispute less than the unbonding period. */
export interface CommitteeSettings {
  /** From sealing. */
  readonly maxAge: number;
  /** From being superseded. */
  readonly grace: number;
}

/** Chainlink's coordinator: one that the chain has, or our own for a chain without. */
export type VrfSettings =
  | { readonly kind: "existing"; readonly coordinator: string; readonly keyHash: string }
  | { readonly kind: "own"; readonly secretKey: bigint; readonly maxGasPrice: bigint };

/** What a deployment decides. */
export interface SuiteSettings {
  readonly vrf: VrfSettings;
  /** Staking currency; the zero address is the native coin. */
  readonly stakeCurrency?: string;
  /** Seconds; longer than 28 days. */
  readonly unbondingPeriod?: number;
  /** Who gets what slashing leaves over; the deployer if nobody is named. */
  readonly treasury?: string;
  readonly beacon?: Partial<BeaconSettings>;
  readonly committees?: Partial<CommitteeSettings>;
}

const DAY = 86_400;

/** What a deployment gets when it says nothing else. */
export const suiteDefaults = {
  stakeCurrency: ZeroAddress,
  unbondingPeriod: 35 * DAY,
  beacon: {
    confirmations: 3,
    callbackGasLimit: 120_000,
    minBlocksBetweenRequests: 1,
    roundTimeout: 300,
    entryFee: 100_000_000_000_000n,
  },
  committees: { maxAge: 14 * DAY, grace: DAY },
} as const satisfies Partial<SuiteSettings> & { beacon: BeaconSettings; committees: CommitteeSettings };
