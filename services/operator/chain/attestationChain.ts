import type { AttestationStatus } from "../../../sdk/attestation/attestationStatus.ts";
import type { GossipNetwork } from "../gossip/gossipTopic.ts";
import type { SignedTask } from "../tasks/signedTask.ts";

/** A task definition, as far as operators need it. Amounts in the smallest unit of their currency. */
export interface DefinitionView {
  readonly id: number;
  /** Block from which on its tasks are refused. */
  readonly blockExpiry: number;
  /** 0 disables disputes. */
  readonly disputePeriodBlocks: number;
  readonly pool: number;
  readonly minimumAttesters: number;
  /** Approval takes more than this share of the eligible power; 0 stands for two thirds. */
  readonly approveBps: number;
  readonly minimumVotingPower: bigint;
  /** The election that it enforces. */
  readonly election: string | undefined;
}

/** A seat of a committee. */
export interface SeatView {
  readonly operator: number;
  readonly power: bigint;
  /** Hex, 192 bytes. */
  readonly key: string;
}

/** A committee as it is now. */
export interface CommitteeView {
  readonly id: bigint;
  readonly pool: number;
  readonly seats: readonly SeatView[];
  readonly totalPower: bigint;
  /** Seats that can no longer sign. */
  readonly voided: bigint;
  /** Whether it may still decide anything new. */
  readonly isLive: boolean;
}

/** Seats that may take part in tasks of a definition, and their power together. */
export interface EligibilityView {
  readonly seats: bigint;
  readonly power: bigint;
}

/** What is stored of a submitted task. */
export interface RecordView {
  readonly status: AttestationStatus;
  readonly wasApproved: boolean;
  readonly taskDefinitionId: number;
  readonly committee: bigint;
  /** Block of the submission, or of the challenge. */
  readonly decidedAt: number;
  readonly performerSeat: number;
  readonly aggregatorSeat: number;
  /** Who signed; once overturned, the losers that were not punished. */
  readonly signers: bigint;
}

/** What operators ask the chain, answered at most once a block. Everything throws when the chain cannot be reached. */
export interface AttestationChain {
  readonly network: GossipNetwork;
  /** The newest block that was looked at. */
  head(): number;
  /** Forgets what a new block may have changed. */
  advance(head: number): void;
  definitionOf(id: number): Promise<DefinitionView | undefined>;
  /** The definitions that the node serves; all, unless it is told otherwise. */
  definitions(): Promise<readonly DefinitionView[]>;
  /** The pools that their operators come from. */
  pools(): Promise<readonly number[]>;
  /** The pool of those who tell chains of each other. */
  witnessPool(): Promise<number>;
  /** The newest committee of a pool; 0 when it was never sealed. */
  currentCommitteeOf(pool: number): Promise<bigint>;
  committeeOf(id: bigint): Promise<CommitteeView | undefined>;
  eligibilityOf(definition: number, committee: bigint): Promise<EligibilityView>;
  /** The operator that an account controls; 0 for none. */
  operatorOf(account: string): Promise<number>;
  /** Whether an account's operator has a seat in the roster of a pool that counts, or of the witnesses. */
  isMember(account: string): Promise<boolean>;
  /** As the clock has it; or as it will be, with what waits to be mined. */
  statusOf(task: string, tag?: "pending"): Promise<AttestationStatus>;
  recordOf(task: string): Promise<RecordView>;
  /** Whether the performer stands for a task. */
  isSigned(task: SignedTask): Promise<boolean>;
  /** Whether a task performed by a seat may be submitted now. */
  isLeader(election: string, definition: number, committee: bigint, seat: number): Promise<boolean>;
  /** The seat whose turn it is at a block, if anybody's. */
  leaderAt(election: string, definition: number, committee: bigint, block: number): Promise<number | undefined>;
}
