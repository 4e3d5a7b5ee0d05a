import type { BlsSignatureClaim } from "../../../sdk/bls/isSignedUnder.ts";

/** What costs milliseconds of computing each, done where it stops nobody. */
export interface BlsThread {
  /** Whether a signature holds. */
  verify(claim: BlsSignatureClaim): Promise<boolean>;
  /** Adds up signatures of one digest; rejects when one is no point. */
  aggregate(signatures: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** What a thread is asked. */
export type BlsQuestion =
  | { readonly id: number; readonly claim: BlsSignatureClaim }
  | { readonly id: number; readonly signatures: readonly string[] };

/** What it answers. */
export type BlsAnswer =
  { readonly id: number; readonly answer: boolean | string } | { readonly id: number; readonly reason: string };
