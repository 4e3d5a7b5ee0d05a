import { encodeResultSchema } from "../../sdk/schema/resultSchema.ts";

/** Every number that tests of the suite share. */
export const defaults = {
  /** The VRF oracle's key; a test key, worth nothing. */
  vrfSecretKey: 0x6d75737465722d746573742d6b6579n,
  maxGasPrice: 500_000_000_000n,
  stake: 10n ** 18n,
  minimumStake: 10n ** 17n,
  credit: 100n * 10n ** 18n,
  paymentPerRunner: 10n ** 15n,
  callbackBudget: 10n ** 17n,
  callbackGasLimit: 200_000,
  maxTip: 2_000_000_000n,
  numRunners: 3,
  responseBlocks: 20,
  timeoutBlocks: 200,
  consumeBlocks: 50,
  rosterSize: 8,
  seatLimit: 20_000,
  minimumResponseBlocks: 2,
  maxSlashBps: 1_000,
  noShowBps: 100,
  programLimits: { wallMs: 400, memoryBytes: 8_388_608, resultChars: 4_096 },
  /** For programs that need not hurry: a busy machine must not fail them. */
  patientLimits: { wallMs: 10_000, memoryBytes: 8_388_608, resultChars: 4_096 },
  fetchLimits: { maxBytes: 1_024, timeoutMs: 5_000 },
  /** For stories with a real data set, of which each result is two words. */
  storyRunners: 7,
  dataBytes: 100_000,
  wideCallbackGasLimit: 250_000,
  /** Too little gas for an actor to store what it learns. */
  starvedGasLimit: 30_000,
  blockTimeMs: 12_000,
  maxConcurrent: 2,
  commitBlocks: 30,
  revealBlocks: 10,
  /** A kind of key, and some metadata, of operators. */
  keyKind: 3,
  metadata: "ipfs://operator",
  /** For a store of blobs, and for services that answer or do not. */
  maxBlobBytes: 8_192,
  taskDefinition: 7,
  epochBlocks: 8n,
  confirmations: 2n,
  maxAgeEpochs: 3n,
  priceOracle: { maxAge: 300n, feedTimeoutMs: 1_000 },
  entryBalance: 10n ** 18n,
  maxAgeBlocks: 16n,
  hurriedMs: 250,
  patientMs: 10_000,
  schema: encodeResultSchema({ kind: "StaticAbi", types: ["uint256"] }),
  /** For attested tasks. Stake in wei a seat; two of the four are not more than two thirds, three are. */
  attesterStakes: [10n ** 18n, 10n ** 18n, 10n ** 18n, 10n ** 18n],
  /** No two seats weigh alike, and none decides alone. */
  unequalStakes: [30n, 10n, 25n, 15n, 20n].map((ether) => ether * 10n ** 18n),
  attesterFee: 10n ** 16n,
  performerFee: 10n ** 17n,
  aggregatorFee: 5n * 10n ** 15n,
  disputePeriodBlocks: 50n,
  definitionFunds: 10n ** 18n,
  definitionName: "Example Task",
  /** In basis points; they differ, so that a mix-up shows. */
  slashingTerms: {
    doubleAttestationBps: 2_000n,
    incorrectAttestationBps: 1_000n,
    rejectedPerformerBps: 3_000n,
    reporterBps: 1_500n,
    jails: true,
  },
  hookGas: 300_000,
  /** For inference: how many tasks a cheat is tried on, and what they ask for. */
  inference: { tasks: 100, numImages: 2, numLetters: 80, temperature: 800 },
  /** Oldest root that counts, in seconds. */
  maxRootAge: 86_400n,
  /** For a relay; the large blob is for streams. */
  relayBlobBytes: 32 * 1024 * 1024,
  largeBlobBytes: 20 * 1024 * 1024,
  /** What a stream may hold in memory, all of client, server and disk. */
  streamMemoryBytes: 8 * 1024 * 1024,
  /** For devices: how long a certificate is made out for, in seconds. */
  device: { period: 30n * 86_400n },
  /** For a gateway: seconds, but the schedule, which is in milliseconds; powers of the witnesses in wei. */
  gateway: {
    homeChainId: 1n,
    maxAge: 14n * 86_400n,
    seedDelay: 2n * 86_400n,
    powers: [30n, 30n, 20n, 10n].map((ether) => ether * 10n ** 18n),
    schedule: { interval: 60_000n, window: 50_000n, count: 3n },
    gasLimit: 200_000n,
  },
  /** For scripts of jobs, with time for a busy machine. */
  scriptLimits: {
    durationMs: 20_000,
    memoryBytes: 8_388_608,
    networkRequests: 3,
    storageBytes: 64,
    outputBytes: 128,
    logBytes: 64,
    responseBytes: 1_024,
    requestTimeoutMs: 5_000,
  },
  /** For the matcher: times in milliseconds, the reward in wei, and how many random series are tried. */
  matcher: {
    now: 1_700_000_000_000n,
    ackWindow: 600_000n,
    startTime: 1_700_003_600_000n,
    interval: 10_000n,
    duration: 2_000n,
    executions: 5n,
    reward: 1_000_000n,
    rounds: 300,
  },
  /** For deliveries to web endpoints; times in milliseconds. */
  delivery: { timeoutMs: 5_000, maxAttempts: 3, retryMs: 10 },
  /** Milliseconds that a script which never ends is given. */
  scriptHurryMs: 300,
  /** Milliseconds that no test lives for. */
  never: 2_000_000_000,
  /** Milliseconds between looks, where services must go on by themselves. */
  pollIntervalMs: 20,
} as const;
