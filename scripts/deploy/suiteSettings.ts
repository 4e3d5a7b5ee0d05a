import { id, ZeroAddress } from "ethers";

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

/** Prices of the attestation lifecycle, in wei. */
export interface AttestationSettings {
  /** Deposit of a new task definition. */
  readonly definitionDeposit: bigint;
  /** Bond of a challenge. */
  readonly challengeBond: bigint;
  /** What sealing a pool pays for each seat, unless its owner says otherwise. */
  readonly sealBountyPerSeat: bigint;
}

/** Terms of the attestation center's own pool; see PoolTerms. */
export interface AttestationPoolSettings {
  readonly capability: string;
  /** Wei. */
  readonly minimumStake: bigint;
  readonly seatLimit: number;
  readonly minimumResponseBlocks: number;
  readonly maxSlashBps: number;
  readonly noShowBps: number;
  /** Bit k: members hold a key of kind k. */
  readonly requiredKeys: number;
  readonly gate: string;
}

/** What counts as available. */
export interface AvailabilitySettings {
  /** Oldest root of a publisher that counts, in seconds. */
  readonly maxRootAge: number;
  /** An IContentHash that names results; the zero address where the chain has none. */
  readonly resultHash: string;
}

/** Terms of a market's pool of nodes; see PoolTerms. */
export type InferencePoolSettings = AttestationPoolSettings;

/** How inference tasks are timed, in blocks; see InferenceSettings.sol. */
export interface InferencePeriodSettings {
  readonly queue: number;
  readonly parameters: number;
  readonly minExecution: number;
  readonly maxExecution: number;
  readonly download: number;
  readonly validation: number;
  readonly group: number;
  readonly siblings: number;
  readonly opening: number;
  readonly upload: number;
}

/** How inference tasks are sampled, and cheats punished; see InferenceSettings.sol. */
export interface InferenceSamplingSettings {
  readonly samplingModulus: number;
  readonly minSeatsToSlash: number;
  readonly hammingThreshold: number;
  readonly slashBps: number;
  readonly lateBps: number;
  readonly reporterBps: number;
  readonly challenges: number;
  readonly maxChunks: number;
  /** Id of the circuit's key. */
  readonly circuit: string;
}

/** Terms of the pool of processors; see PoolTerms. */
export type JobPoolSettings = AttestationPoolSettings;

/** How jobs are timed and priced; see JobSettings in Job.sol. */
export interface JobMarketSettings {
  /** Seconds. */
  readonly ackWindow: number;
  /** Milliseconds. */
  readonly reportTolerance: number;
  /** Milliseconds. */
  readonly receiptWindow: number;
  readonly matcherBps: number;
  readonly silenceBps: number;
  readonly missedBps: number;
  readonly missedLimitBps: number;
  readonly reporterBps: number;
}

/** Terms of the pool of witnesses; see PoolTerms. Its committees have to fit one page: at most 117 seats. */
export type WitnessPoolSettings = AttestationPoolSettings;

/** What witnesses answer for. */
export interface WitnessSettings {
  /** Share of a slash for whoever showed the offence. */
  readonly reporterBps: number;
  /** Seconds after its sealing in which a committee's members answer for what it signs; less than stake unbonds. */
  readonly liability: number;
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
  readonly attestation?: Partial<AttestationSettings>;
  readonly attestationPool?: Partial<AttestationPoolSettings>;
  readonly availability?: Partial<AvailabilitySettings>;
  readonly inferencePool?: Partial<InferencePoolSettings>;
  readonly inferencePeriods?: Partial<InferencePeriodSettings>;
  readonly inferenceSampling?: Partial<InferenceSamplingSettings>;
  readonly jobPool?: Partial<JobPoolSettings>;
  readonly jobs?: Partial<JobMarketSettings>;
  readonly witnessPool?: Partial<WitnessPoolSettings>;
  readonly witnesses?: Partial<WitnessSettings>;
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
  attestation: {
    definitionDeposit: 10_000_000_000_000_000n,
    challengeBond: 100_000_000_000_000_000n,
    sealBountyPerSeat: 100_000_000_000_000n,
  },
  attestationPool: {
    capability: id("attesting"),
    minimumStake: 1_000_000_000_000_000_000n,
    seatLimit: 256,
    minimumResponseBlocks: 1,
    maxSlashBps: 5_000,
    noShowBps: 0,
    requiredKeys: 1,
    gate: ZeroAddress,
  },
  availability: { maxRootAge: 7 * DAY, resultHash: ZeroAddress },
  inferencePool: {
    capability: id("inference"),
    minimumStake: 1_000_000_000_000_000_000n,
    seatLimit: 60_000,
    minimumResponseBlocks: 1,
    maxSlashBps: 10_000,
    noShowBps: 100,
    requiredKeys: 2,
    gate: ZeroAddress,
  },
  inferencePeriods: {
    queue: 600,
    parameters: 100,
    minExecution: 5,
    maxExecution: 3_000,
    download: 50,
    validation: 150,
    group: 1_500,
    siblings: 150,
    opening: 50,
    upload: 150,
  },
  inferenceSampling: {
    samplingModulus: 10,
    minSeatsToSlash: 10,
    hammingThreshold: 5,
    slashBps: 5_000,
    lateBps: 1_000,
    reporterBps: 1_000,
    challenges: 1,
    maxChunks: 32_768,
    circuit: "0xe2ff1d432fef6511c9ff8fc96d7637d073c0f79bdd5eb0057d74447e323de092",
  },
  jobPool: {
    capability: id("jobs"),
    minimumStake: 1_000_000_000_000_000_000n,
    seatLimit: 60_000,
    minimumResponseBlocks: 1,
    maxSlashBps: 1_000,
    noShowBps: 50,
    requiredKeys: 0,
    gate: ZeroAddress,
  },
  jobs: {
    ackWindow: 300,
    reportTolerance: 120_000,
    receiptWindow: 3_600_000,
    matcherBps: 1_000,
    silenceBps: 10,
    missedBps: 50,
    missedLimitBps: 500,
    reporterBps: 1_000,
  },
  witnessPool: {
    capability: id("witnessing"),
    minimumStake: 1_000_000_000_000_000_000n,
    seatLimit: 117,
    minimumResponseBlocks: 1,
    maxSlashBps: 5_000,
    noShowBps: 0,
    requiredKeys: 1,
    gate: ZeroAddress,
  },
  witnesses: { reporterBps: 1_000, liability: 28 * DAY },
} as const satisfies SuiteDefaults;

type SuiteDefaults = Partial<SuiteSettings> & {
  readonly beacon: BeaconSettings;
  readonly committees: CommitteeSettings;
  readonly attestation: AttestationSettings;
  readonly attestationPool: AttestationPoolSettings;
  readonly availability: AvailabilitySettings;
  readonly inferencePool: InferencePoolSettings;
  readonly inferencePeriods: InferencePeriodSettings;
  readonly inferenceSampling: InferenceSamplingSettings;
  readonly jobPool: JobPoolSettings;
  readonly jobs: JobMarketSettings;
  readonly witnessPool: WitnessPoolSettings;
  readonly witnesses: WitnessSettings;
};
