import type { BlsThread } from "../aggregator/blsThread.ts";
import type { AttestationChain } from "../chain/attestationChain.ts";
import type { WitnessVote } from "../messages/witnessMessage.ts";
import { hasSeat } from "../tasks/hasSeat.ts";
import type { WitnessDuty } from "./createDestinationView.ts";
import { keyOf, type WitnessStatement } from "./witnessStatement.ts";

/** Votes of one operator that are remembered; older ones make room. */
const VOTES_KEPT = 32;

/** Who signed, and with what. */
export interface WitnessQuorum {
  readonly signers: bigint;
  /** Hex, 96 bytes each, in the order of seats. */
  readonly signatures: readonly string[];
}

/** Counts signatures, also of statements that this node has not come to yet. */
export interface WitnessTally {
  /** Hears a vote of another; who has not that seat is not heard. */
  hear(sender: string, vote: WitnessVote): Promise<void>;
  /** Counts our own. */
  count(statement: WitnessStatement, seat: number, signature: string): void;
  countOf(duty: WitnessDuty): number;
  /** More than two thirds of the power, if so much signed; signatures that do not hold are dropped. */
  quorumOf(duty: WitnessDuty): Promise<WitnessQuorum | undefined>;
  forget(key: string): void;
}

/** What a tally needs. */
export interface CreateWitnessTallyParameters {
  readonly chain: AttestationChain;
  readonly bls: BlsThread;
}

interface CountedVote {
  readonly signature: string;
  isChecked: boolean;
}

export function createWitnessTally({ chain, bls }: CreateWitnessTallyParameters): WitnessTally {
  /** By statement, then by seat. */
  const votes = new Map<string, Map<number, CountedVote>>();
  /** The votes of an operator, oldest first. */
  const byOperator = new Map<number, { readonly key: string; readonly seat: number }[]>();

  async function hear(sender: string, { statement, seat, signature }: WitnessVote): Promise<void> {
    const operator = await chain.operatorOf(sender);
    const committee = await chain.committeeOf(statement.committee);
    if (operator === 0 || committee?.seats[seat]?.operator !== operator) return;
    const key = keyOf(statement);
    if (votes.get(key)?.has(seat) === true) return;
    add(key, seat, { signature, isChecked: false });
    remember(operator, key, seat);
  }

  function add(key: string, seat: number, vote: CountedVote): void {
    const those = votes.get(key) ?? new Map<number, CountedVote>();
    those.set(seat, vote);
    votes.set(key, those);
  }

  function remember(operator: number, key: string, seat: number): void {
    const kept = byOperator.get(operator) ?? [];
    kept.push({ key, seat });
    byOperator.set(operator, kept);
    const oldest = kept.length > VOTES_KEPT ? kept.shift() : undefined;
    if (oldest !== undefined) remove(oldest.key, oldest.seat);
  }

  function remove(key: string, seat: number): void {
    const those = votes.get(key);
    those?.delete(seat);
    if (those?.size === 0) votes.delete(key);
  }

  async function quorumOf({ statement, digest, committee }: WitnessDuty): Promise<WitnessQuorum | undefined> {
    const key = keyOf(statement);
    for (const [seat, vote] of [...(votes.get(key) ?? [])]) {
      const publicKey = committee.seats[seat]?.key ?? "0x";
      vote.isChecked ||= await bls.verify({ publicKey, digest, signature: vote.signature });
      if (!vote.isChecked) remove(key, seat);
    }
    const counted = [...(votes.get(key) ?? [])].filter(([seat]) => !hasSeat(committee.voided, seat));
    const power = counted.reduce((sum, [seat]) => sum + (committee.seats[seat]?.power ?? 0n), 0n);
    if (power * 3n <= committee.totalPower * 2n) return undefined;
    const signers = counted.reduce((set, [seat]) => set | (1n << BigInt(seat)), 0n);
    return { signers, signatures: counted.map(([, { signature }]) => signature) };
  }

  return {
    hear,
    count: (statement, seat, signature) => add(keyOf(statement), seat, { signature, isChecked: true }),
    countOf: ({ statement }) => votes.get(keyOf(statement))?.size ?? 0,
    quorumOf,
    forget: (key) => void votes.delete(key),
  };
}
