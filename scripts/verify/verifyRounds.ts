import { AbiCoder, Interface, keccak256 } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { expandVrfOutput } from "../../sdk/vrf/expandVrfOutput.ts";
import { provenSeed } from "../../sdk/vrf/provenSeed.ts";
import { verifyVrfProof } from "../../sdk/vrf/verifyVrfProof.ts";
import { vrfKeyHash } from "../../sdk/vrf/vrfKeyHash.ts";
import { vrfOutput } from "../../sdk/vrf/vrfOutput.ts";
import type { VrfProof } from "../../sdk/vrf/vrfProof.ts";
import { vrfCoordinatorAbi } from "../../sdk/vrf/vrfCoordinatorAbi.ts";
import { compare, type Finding } from "./finding.ts";

/** A round with its word, as its answer gave it. */
export interface VerifiedRound {
  readonly word: bigint;
  readonly answeredAt: number;
}

/** What became of the rounds. */
export interface VerifyRoundsReturnType {
  readonly rounds: ReadonlyMap<number, VerifiedRound>;
  readonly findings: Finding[];
}

const coordinator = new Interface(vrfCoordinatorAbi);

/** Checks each answered round: its proof by our own verifier, its word from the proof, and what the beacon stores. */
export async function verifyRounds(client: MusterClient): Promise<VerifyRoundsReturnType> {
  const { beacon, deployment } = client;
  const answers = await beacon.queryFilter(beacon.filters.RoundAnswered(), deployment.fromBlock);
  const rounds = new Map<number, VerifiedRound>();
  const findings: Finding[] = [];
  const keyHash = await beacon.keyHash();
  for (const { args, transactionHash, blockNumber } of answers) {
    const round = Number(args.round);
    const proof = await readProof(client, transactionHash);
    const stored = await beacon.roundOf(round);
    const seed = await seedOf(client, round, proof.seed);
    const isValid = verifyVrfProof({ ...proof, seed });
    findings.push(
      ...compare(`key of round ${round}`, keyHash, vrfKeyHash(proof.pk)),
      ...compare(`VRF proof of round ${round}`, "valid", isValid ? "valid" : "invalid"),
      ...compare(`word of round ${round}`, expandVrfOutput(vrfOutput(proof.gamma), 1)[0] ?? 0n, args.word),
      ...compare(`stored word of round ${round}`, BigInt.asUintN(176, args.word), stored.word),
      ...compare(`answer block of round ${round}`, BigInt(blockNumber), stored.answeredAt),
    );
    rounds.set(round, { word: BigInt.asUintN(176, args.word), answeredAt: blockNumber });
  }
  return { rounds, findings };
}

async function readProof({ provider }: MusterClient, hash: string): Promise<VrfProof> {
  const transaction = await provider.getTransaction(hash);
  const call = coordinator.parseTransaction({ data: transaction?.data ?? "0x" });
  if (!call) throw new Error(`Transaction ${hash} answers a round without calling the coordinator directly.`);
  const { pk, gamma, c, s, seed, uWitness, cGammaWitness, sHashWitness, zInv } = call.args.proof;
  const point = ([x, y]: bigint[]): readonly [bigint, bigint] => [x ?? 0n, y ?? 0n];
  return {
    pk: point(pk),
    gamma: point(gamma),
    c,
    s,
    seed,
    uWitness,
    cGammaWitness: point(cGammaWitness),
    sHashWitness: point(sHashWitness),
    zInv,
  };
}

/** What was proven: the request's pre-seed and the hash of its block. */
async function seedOf({ beacon, provider, deployment }: MusterClient, round: number, preSeed: bigint): Promise<bigint> {
  const [request] = await beacon.queryFilter(beacon.filters.RoundRequested(round), deployment.fromBlock);
  const block = await provider.getBlock(request?.blockNumber ?? 0);
  return provenSeed(preSeed, block?.hash ?? "0x");
}

/** What a task's selection seed is made from. */
export interface SelectionSeedParts {
  readonly word: bigint;
  readonly beacon: string;
  readonly chainId: number;
  readonly round: number;
  readonly market: string;
  readonly id: string;
  readonly purpose: string;
}

/** A task's seed, from the round's word: what the beacon must answer. */
export function computeSeed({ word, beacon, chainId, round, market, id, purpose }: SelectionSeedParts): string {
  const types = ["uint176", "address", "uint256", "uint32", "address", "bytes32", "bytes32"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [word, beacon, chainId, round, market, id, purpose]));
}
