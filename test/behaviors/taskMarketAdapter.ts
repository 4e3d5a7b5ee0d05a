import type { ContractTransactionResponse } from "ethers";

import type { TestSuite } from "../helpers/suite.ts";

/** A call that is refused: the contract whose error it is, the error's name and its values. */
export interface Refusal {
  readonly send: () => Promise<unknown>;
  readonly contract: { readonly interface: unknown };
  readonly error: string;
  readonly values: readonly unknown[];
}

/** A task of some market, as the behaviour suite drives it. */
export interface MarketTask {
  readonly id: string;
  /** Moves the next block to the last one in which the task can still be worked on. */
  readonly reachLastBlock: () => Promise<void>;
  /** Work that the market still takes in that block. */
  readonly work: () => Promise<unknown>;
  /** The same work a block later. */
  readonly workTooLate: () => Promise<Refusal>;
  /** Ends the task by the clock; anybody may. */
  readonly expire: () => Promise<ContractTransactionResponse>;
  /** The same, before its time. */
  readonly expireTooEarly: () => Promise<Refusal>;
  /** Whatever remains until the task is over, from the task having been ended by the clock. */
  readonly finish: () => Promise<unknown>;
}

/** A market under test: how its tasks are made, paid and looked at. */
export interface TaskMarketAdapter {
  readonly suite: TestSuite;
  /** The market's address. */
  readonly market: string;
  /** Status numbers of a task that nobody knows, and of one that is over. */
  readonly statuses: { readonly none: bigint; readonly final: bigint };
  readonly statusOf: (id: string) => Promise<bigint>;
  /** A task that can be worked on, paid in the currency by the suite's actor. */
  readonly open: (currency: string) => Promise<MarketTask>;
  /** Completes a task in the currency and pays `payee`, whose account does the work, with at least a unit. */
  readonly completeFor: (currency: string) => Promise<{ readonly payee: string; readonly amount: bigint }>;
  /** Each function that takes an id, called with one that nobody knows. */
  readonly unknownCalls: (id: string) => readonly Refusal[];
  /** Sends a submission that went through a second time. */
  readonly replay: () => Promise<Refusal>;
  /** New work while the market is paused. */
  readonly submitPaused: () => Refusal;
  readonly setPaused: (isPaused: boolean) => Promise<unknown>;
  /** Calldata for the market that must not go through in the middle of a token transfer. */
  readonly reentry: () => Promise<string>;
  /** A task as its events tell it, and as storage has it; the two must be equal. */
  readonly reconstruct: (task: MarketTask) => Promise<{ readonly told: unknown; readonly stored: unknown }>;
}
