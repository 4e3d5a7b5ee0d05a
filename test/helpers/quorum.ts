import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { concat, id, type Signer } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { aggregateVotes } from "../../sdk/attestation/aggregateVotes.ts";
import { castVote } from "../../sdk/attestation/castVote.ts";
import type { TaskInfo } from "../../sdk/attestation/taskInfo.ts";
import type { TaskSubmissionDetails } from "../../sdk/attestation/taskSubmissionDetails.ts";
import { signTask } from "../../sdk/attestation/signTask.ts";
import { taskIdOf } from "../../sdk/attestation/taskIdOf.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";
import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import { provePossession } from "../../sdk/bls/provePossession.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { defaults } from "./defaults.ts";
import { deployTestSuite, type TestSuite } from "./suite.ts";

/** A member of the committee. */
export interface Attester {
  readonly signer: HardhatEthersSigner;
  readonly client: MusterClient;
  readonly operator: number;
  readonly seat: number;
  /** Hex, of its BLS key. */
  readonly secretKey: string;
  readonly power: bigint;
}

/** The suite with a sealed committee of the center's own pool. */
export interface TestQuorum extends TestSuite {
  readonly attesters: readonly Attester[];
  readonly committee: bigint;
  readonly attestationPool: number;
}

/** Deploys the suite, seats an attester for each power in the center's pool, in order, and seals them. */
export async function deployTestQuorum(
  connection: NetworkConnection,
  powers: readonly bigint[] = defaults.powers,
): Promise<TestQuorum> {
  const suite = await deployTestSuite(connection, 0);
  const { deployment, center, committees, registry } = suite;
  const attestationPool = Number(await center.defaultPool());
  const signers = (await connection.ethers.getSigners()).slice(-powers.length);
  const attesters: Attester[] = [];
  for (const [seat, power] of powers.entries()) {
    const signer = signers[seat] as HardhatEthersSigner;
    const client = createMusterClient({ deployment, runner: signer });
    const secretKey = generateBlsKey(id(`attester ${seat}`));
    const parts = { chainId: deployment.chainId, registry: deployment.addresses.registry, controller: signer.address };
    const key = { kind: 0, key: blsPublicKey(secretKey), proof: provePossession({ ...parts, secretKey }) };
    await client.registry.register([key], signer, "");
    const operator = Number(await registry.operatorOf(signer));
    await client.registry.stake(operator, power, { value: power });
    await client.registry.joinPool(attestationPool, "0x");
    attesters.push({ signer, client, operator, seat, secretKey, power });
  }
  await sealQuorum(suite, attestationPool, attesters);
  const committee = await committees.currentOf(attestationPool);
  return { ...suite, attesters, committee, attestationPool };
}

async function sealQuorum({ committees, registry }: MusterClient, pool: number, attesters: readonly Attester[]) {
  const { version } = await registry.rosterOf(pool);
  const keys = concat(attesters.map(({ secretKey }) => blsPublicKey(secretKey)));
  await committees.seal(pool, { rosterVersion: version, keys, hints: [] });
}

/** A task of the first attester's. */
export function taskOf(quorum: TestQuorum, changes: Partial<TaskInfo> = {}): TaskInfo {
  const { address } = (quorum.attesters[0] as Attester).signer;
  return { proofOfTask: "ipfs://proof", data: "0xda7a", taskPerformer: address, taskDefinitionId: 1, ...changes };
}

/** Who votes what, and who brings it. */
export interface SubmissionChoice {
  /** The seats that sign; all of them by default. */
  readonly signers?: readonly number[];
  readonly isApproved?: boolean;
  /** The last seat by default. */
  readonly aggregatorSeat?: number;
}

/** What an aggregator brings with a task that the first attester performed. */
export async function detailsOf(
  quorum: TestQuorum,
  info: TaskInfo,
  { signers, isApproved = true, aggregatorSeat = quorum.attesters.length - 1 }: SubmissionChoice = {},
): Promise<TaskSubmissionDetails> {
  const { attesters, committee, deployment } = quorum;
  const center = { chainId: deployment.chainId, center: deployment.addresses.center };
  const aggregator = (attesters[aggregatorSeat] as Attester).signer.address;
  const terms = { id: taskIdOf({ ...center, info }), isApproved, phase: VotePhase.Submission, aggregator, committee };
  const chosen = attesters.filter(({ seat }) => signers?.includes(seat) ?? true);
  const votes = chosen.map(({ seat, secretKey }) => castVote({ ...center, ...terms, seat, secretKey }));
  const aggregate = aggregateVotes(votes);
  return {
    isApproved,
    committee,
    performerSeat: 0,
    aggregatorSeat,
    signers: aggregate.signers,
    performerSignature: await signTask((attesters[0] as Attester).client, { info }),
    attestersSignature: aggregate.signature,
  };
}

/** The account of a seat. */
export function signerAt(quorum: TestQuorum, seat: number): Signer {
  return (quorum.attesters[seat] as Attester).signer;
}
