/** A point as contracts take it. */
export type Point = readonly [bigint, bigint];

/** A task as its creator describes it; see `InferenceTerms` on-chain. Bytes are hex. */
export interface InferenceTerms {
  /** See `inferenceTypes`. */
  readonly taskType: bigint;
  /** See `hashTaskIdCommitment`. */
  readonly taskIdCommitment: string;
  /** Higher than any the creator used before. */
  readonly nonce: bigint;
  /** Content hashes, at most 8. */
  readonly models: readonly string[];
  /** Gigabytes. */
  readonly minimumVram: bigint;
  /** Class of graphics card, counted from 1; 0 for any. */
  readonly requiredGpu: bigint;
  /** Major, minor and patch, 8 bits each. */
  readonly version: bigint;
  /** Units of work. */
  readonly size: bigint;
  /** Blocks that the node gets. */
  readonly executionBlocks: bigint;
  /** The zero address is the native coin. */
  readonly currency: string;
  /** In the currency's smallest unit. */
  readonly fee: bigint;
  /** See `hashParametersCommitment`. */
  readonly parametersCommitment: string;
  /** Whose word counts that blobs are served; 1 to 8. */
  readonly publishers: readonly string[];
}

/** The keys of an application. */
export interface ApplicationKeys {
  /** Point of secp256k1. */
  readonly vrfKey: Point;
  /** Point of Baby Jubjub. */
  readonly encryptionKey: Point;
}

/** A task's terms with what was fixed when it was created; its hash is stored. */
export interface InferenceOrder {
  readonly terms: InferenceTerms;
  readonly keys: ApplicationKeys;
  readonly creator: string;
  /** Block. */
  readonly createdAt: bigint;
}

/** What a node committed itself to, 32 bytes of hex each. */
export interface ScoreRecord {
  readonly scoreCommitment: string;
  readonly resultRoot: string;
}

/** What a score commitment hides, hex. */
export interface ScoreOpening {
  readonly score: string;
  readonly salt: string;
}

/** What a node uploaded, as it committed itself. */
export interface UploadRecord {
  readonly ciphertextRoot: string;
  readonly chunkCount: bigint;
  readonly ephemeralKey: Point;
}

/** All that calls carry of a task; what is not committed yet is empty. */
export interface InferenceFile {
  readonly order: InferenceOrder;
  readonly score: ScoreRecord;
  readonly upload: UploadRecord;
}
