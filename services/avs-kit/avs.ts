/** What a performer's node asks for. */
export interface ExecutionRequest {
  /** uint16. */
  readonly taskDefinitionId: number;
  /** Whatever else the request says; a stranger may have written it. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** What was done. */
export interface ExecutionOutcome {
  /** Any text by which others can check that the work was done as expected. */
  readonly proofOfTask: string;
  /** Bytes, or hex with 0x; none by default. What is larger than 4 KiB goes into the store. */
  readonly data?: string | Uint8Array;
}

/** What another performer says that it did. */
export interface ValidationTask {
  readonly proofOfTask: string;
  /** Hex with 0x. Where the task has a reference, the bytes that it names. */
  readonly data: string;
  /** uint16. */
  readonly taskDefinitionId: number;
  /** The performer's address, with its checksum. */
  readonly performer: string;
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Does the work. Throwing means that there is nothing to submit. */
export type Execute = (request: ExecutionRequest) => Promise<ExecutionOutcome>;

/**
 * Judges the work of others: `false` only for work that is wrong. Throwing means that it cannot be told, which makes the
 * operator abstain.
 */
export type Validate = (task: ValidationTask) => Promise<boolean>;

/** The logic of an AVS. */
export interface Avs {
  readonly execute: Execute;
  readonly validate: Validate;
}
