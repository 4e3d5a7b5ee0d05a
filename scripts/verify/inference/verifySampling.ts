import { id, type TransactionDescription } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import type { InferenceEvent } from "../../../sdk/inference/inferenceEvent.ts";
import type { InferenceTimeline } from "../../../sdk/inference/inferenceTimeline.ts";
import { verifyVrfProof } from "../../../sdk/vrf/verifyVrfProof.ts";
import { vrfOutput } from "../../../sdk/vrf/vrfOutput.ts";
import type { VrfProof } from "../../../sdk/vrf/vrfProof.ts";
import { compare, type Finding } from "../finding.ts";
import { computeSeed, type VerifiedRound } from "../verifyRounds.ts";

/** Keeps the seed of the sampling number apart from the others. */
const SAMPLING = id("muster.inference.sampling");

/** What an application proved of a task, and with which rounds. */
export interface VerifySamplingParameters {
  readonly task: InferenceTimeline;
  /** The event that told of it. */
  readonly event: InferenceEvent;
  readonly rounds: ReadonlyMap<number, VerifiedRound>;
  readonly modulus: bigint;
}

/** Calls that carry a proof of the first task's sampling number, and whether they hold for sampled tasks. */
const proving: Readonly<Record<string, boolean>> = {
  validateSingleTask: false,
  proveSampled: true,
  validateTaskGroup: true,
};

/**
 * Checks an application's proof of its sampling number by our own verifier, against the seed of the task's round: a
 * task that stood alone was not sampled, one that had to be checked was. Calls that go through another contract do not
 * show their proof, and pass.
 */
export async function verifySampling(
  client: MusterClient,
  { task, event, rounds, modulus }: VerifySamplingParameters,
): Promise<Finding[]> {
  const call = await readCallOf(client, event.transactionHash);
  const isSampled = proving[call?.name ?? ""];
  if (!call || isSampled === undefined || firstOf(call) !== task.id) return [];

  const name = `inference task ${task.id.slice(0, 10)}`;
  const round = rounds.get(task.round);
  if (!round) return compare(`round of ${name}`, "answered", "open");
  const { chainId, addresses } = client.deployment;
  const place = { beacon: addresses.beacon, chainId, round: task.round, market: addresses.inference, id: task.id };
  const seed = BigInt(computeSeed({ ...place, word: round.word, purpose: SAMPLING }));
  const proof = proofOf(call, task.file.order.keys.vrfKey, seed);
  const number = vrfOutput(proof.gamma);
  return [
    ...compare(`sampling proof of ${name}`, "valid", verifyVrfProof(proof) ? "valid" : "invalid"),
    ...compare(`sampling of ${name}`, String(isSampled), String(number % modulus === 0n)),
    ...(event.name === "TaskSampled"
      ? compare(`sampling number of ${name}`, number, BigInt(event.fields.samplingNumber as bigint))
      : []),
  ];
}

async function readCallOf(
  { provider, inference }: MusterClient,
  transactionHash: string,
): Promise<TransactionDescription | null> {
  const transaction = await provider.getTransaction(transactionHash);
  return transaction ? inference.interface.parseTransaction(transaction) : null;
}

/** The task that the proof is of. */
function firstOf({ args }: TransactionDescription): string {
  return String(args.id ?? args.ids[0]);
}

/** Keys and seed are not part of what a call carries. */
function proofOf({ args }: TransactionDescription, pk: VrfProof["pk"], seed: bigint): VrfProof {
  const { gamma, c, s, uWitness, cGammaWitness, sHashWitness, zInv } = args.proof as VrfProof;
  const point = ([x, y]: VrfProof["pk"]): VrfProof["pk"] => [x, y];
  return {
    pk,
    seed,
    gamma: point(gamma),
    c,
    s,
    uWitness,
    cGammaWitness: point(cGammaWitness),
    sHashWitness: point(sHashWitness),
    zInv,
  };
}
