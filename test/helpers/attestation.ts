import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkConnection } from "hardhat/types/network";
import { concat, type ContractTransactionResponse, MaxUint256, TypedDataEncoder, ZeroAddress } from "ethers";

import { aggregateSignatures } from "../../sdk/bls/aggregateSignatures.ts";
import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { blsSign } from "../../sdk/bls/blsSign.ts";
import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import { provePossession } from "../../sdk/bls/provePossession.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { defaults } from "./defaults.ts";
import { mineBefore } from "./dispatchMoves.ts";
import { deployTestSuite, poolTerms, type TestOperator, type TestSuite } from "./suite.ts";

/** Kind of the attesting key; see KeyKinds.sol. */
const BLS_KEY = 0;

/** A task's statuses, as `AttestationStatus` numbers them. */
export const STATUS = {
  None: 0n,
  Approved: 1n,
  Rejected: 2n,
  Challenged: 3n,
  Overturned: 4n,
  Upheld: 5n,
  Finalized: 6n,
} as const;

/** A vote's phases, as `VotePhase` numbers them. */
export const PHASE = { Submission: 0n, Dispute: 1n } as const;

/** An operator with a seat in the committee and the key it votes with. */
export interface Attester extends TestOperator {
  readonly blsKey: string;
  readonly seat: number;
}

/** The suite with a sealed committee of the center's default pool, and a definition that has money. */
export interface AttestationSuite extends TestSuite {
  /** The attesters by seat; `operators` names the same. */
  readonly attesters: readonly Attester[];
  /** The center's default pool; `pool` names the same. */
  readonly committee: bigint;
  /** A definition of `owner`, in native coin. */
  readonly definition: bigint;
  readonly owner: HardhatEthersSigner;
}

/** A definition's parameters, field by field as `TaskDefinitionParams` on-chain. */
export interface DefinitionParams {
  readonly blockExpiry: bigint;
  readonly baseRewardFeeForAttesters: bigint;
  readonly baseRewardFeeForPerformer: bigint;
  readonly baseRewardFeeForAggregator: bigint;
  readonly disputePeriodBlocks: bigint;
  readonly minimumVotingPower: bigint;
  readonly restrictedOperatorIndexes: readonly bigint[];
}

/** What differs from the defaults in a fixture. */
export interface AttestationSettings {
  /** Wei of each seat. */
  readonly stakes?: readonly bigint[];
  readonly params?: Partial<DefinitionParams>;
  /** Wei that the definition has. */
  readonly funds?: bigint;
}

/** Deploys the suite, seats attesters in the default pool, seals them and opens a definition with money. */
export async function deployAttestation(
  connection: NetworkConnection,
  { stakes = defaults.attesterStakes, params = {}, funds = defaults.definitionFunds }: AttestationSettings = {},
): Promise<AttestationSuite> {
  const suite = await deployTestSuite(connection, 0);
  const [, , , ...others] = await connection.ethers.getSigners();
  const pool = Number(await suite.center.defaultPool());
  const attesters: Attester[] = [];
  for (const [seat, stake] of stakes.entries()) {
    attesters.push(await seatAttester(suite, others[seat]!, pool, stake));
  }
  const committee = await sealCommittee(suite, pool, attesters);
  const owner = suite.actor;
  await suite.escrow.connect(owner).approveMarket(suite.center, true);
  const definition = await createDefinition(suite, owner, params);
  if (funds !== 0n) await suite.center.connect(owner).fundTaskDefinition(definition, funds, { value: funds });
  return { ...suite, operators: attesters, pool, attesters, committee, definition, owner };
}

/** Registers an account with a key of its own, stakes for it and seats it in a pool of the center. */
export async function seatAttester(
  client: MusterClient,
  signer: HardhatEthersSigner,
  pool: number,
  stake: bigint,
): Promise<Attester> {
  const registry = client.registry.connect(signer);
  const blsKey = generateBlsKey(concat([signer.address, signer.address]));
  await registry.register([await provenKey(client, signer.address, blsKey)], signer.address, "");
  const operator = await registry.operatorOf(signer.address);
  await registry.stake(operator, stake, { value: stake });
  await registry.joinPool(pool, "0x");
  const { seat } = await registry.membershipOf(pool, operator);
  return { signer, operator: Number(operator), blsKey, seat: Number(seat) };
}

/** A key as the registry takes it from an account. */
export async function provenKey({ registry, deployment }: MusterClient, controller: string, secretKey: string) {
  const { chainId } = deployment;
  const proof = provePossession({ secretKey, chainId, registry: await registry.getAddress(), controller });
  return { kind: BLS_KEY, key: blsPublicKey(secretKey), proof };
}

/** Seals a pool of which these attesters hold the seats, in order; returns the committee. */
export async function sealCommittee(
  { registry, committees }: MusterClient,
  pool: number,
  attesters: readonly Attester[],
): Promise<bigint> {
  const { version } = await registry.rosterOf(pool);
  const keys = concat(attesters.map(({ blsKey }) => blsPublicKey(blsKey)));
  await committees.seal(pool, { rosterVersion: version, keys, hints: [] });
  return committees.currentOf(pool);
}

/** Parameters of a definition, the defaults where nothing else is said. */
export function definitionParams(changes: Partial<DefinitionParams> = {}): DefinitionParams {
  return {
    blockExpiry: MaxUint256,
    baseRewardFeeForAttesters: defaults.attesterFee,
    baseRewardFeeForPerformer: defaults.performerFee,
    baseRewardFeeForAggregator: defaults.aggregatorFee,
    disputePeriodBlocks: defaults.disputePeriodBlocks,
    minimumVotingPower: 0n,
    restrictedOperatorIndexes: [],
    ...changes,
  };
}

/** Creates a definition of an account, whose deposit is attached; returns its id. */
export async function createDefinition(
  { center }: MusterClient,
  owner: HardhatEthersSigner,
  changes: Partial<DefinitionParams> = {},
): Promise<bigint> {
  const value = await center.definitionDeposit();
  const { restrictedOperatorIndexes, ...params } = definitionParams(changes);
  const given = { ...params, restrictedOperatorIndexes: [...restrictedOperatorIndexes] };
  await center.connect(owner).createNewTaskDefinition(defaults.definitionName, given, { value });
  return center.numOfTaskDefinitions();
}

/* WHAT IS SIGNED */

/** A task as its performer signs it. */
export interface TestTaskInfo {
  readonly proofOfTask: string;
  readonly data: string;
  readonly taskPerformer: string;
  readonly taskDefinitionId: bigint;
}

const TASK_TYPES = {
  Task: [
    { name: "proofOfTask", type: "string" },
    { name: "data", type: "bytes" },
    { name: "taskPerformer", type: "address" },
    { name: "taskDefinitionId", type: "uint16" },
  ],
};

const VOTE_TYPES = {
  Vote: [
    { name: "task", type: "bytes32" },
    { name: "isApproved", type: "bool" },
    { name: "phase", type: "uint8" },
    { name: "aggregator", type: "address" },
    { name: "committee", type: "uint64" },
  ],
};

let proofs = 0;

/** A task of seat 0 that was never seen before; `changes` go into it. */
export function buildTask(
  { attesters, definition }: AttestationSuite,
  changes: Partial<TestTaskInfo> = {},
): TestTaskInfo {
  const taskPerformer = attesters[0]!.signer.address;
  return { proofOfTask: `proof ${++proofs}`, data: "0x1234", taskPerformer, taskDefinitionId: definition, ...changes };
}

/** The center's EIP-712 domain. */
export function domainOf({ deployment }: MusterClient) {
  const { chainId, addresses } = deployment;
  return { name: "Muster AttestationCenter", version: "1", chainId, verifyingContract: addresses.center };
}

/** The id of a task, hashed here and not by the center. */
export function attestedIdOf(client: MusterClient, info: TestTaskInfo): string {
  return TypedDataEncoder.hash(domainOf(client), TASK_TYPES, info);
}

/** The performer's signature of a task. */
export async function signTask(client: MusterClient, info: TestTaskInfo, signer: HardhatEthersSigner): Promise<string> {
  return signer.signTypedData(domainOf(client), TASK_TYPES, info);
}

/** What an attester votes for. */
export interface Ballot {
  readonly task: string;
  readonly isApproved: boolean;
  readonly phase: bigint;
  /** Who may submit with the vote; the zero address in the dispute phase. */
  readonly aggregator: string;
  readonly committee: bigint;
}

/** What an attester signs, hashed here and not by the center. */
export function voteDigest(client: MusterClient, ballot: Ballot): string {
  return TypedDataEncoder.hash(domainOf(client), VOTE_TYPES, ballot);
}

/** An attester's vote. */
export function vote(client: MusterClient, { blsKey }: Attester, ballot: Ballot): string {
  return blsSign(blsKey, voteDigest(client, ballot));
}

/** A set of signers, and the aggregate of their votes. */
export interface Aggregate {
  readonly signers: bigint;
  readonly signature: string;
}

/** The votes of some attesters for the same, as one signature. */
export function aggregate(client: MusterClient, voters: readonly Attester[], ballot: Ballot): Aggregate {
  const signature = aggregateSignatures(voters.map((voter) => vote(client, voter, ballot)));
  return { signers: seatsOf(voters), signature };
}

/** The set of some attesters' seats. */
export function seatsOf(attesters: readonly Attester[]): bigint {
  return attesters.reduce((set, { seat }) => set | (1n << BigInt(seat)), 0n);
}

/* THE LIFE OF A TASK */

/** What an aggregator brings, field by field as `TaskSubmissionDetails` on-chain. */
export interface TestDetails {
  readonly isApproved: boolean;
  readonly committee: bigint;
  readonly performerSeat: number;
  readonly aggregatorSeat: number;
  readonly signers: bigint;
  readonly performerSignature: string;
  readonly attestersSignature: string;
}

/** How a submission is made. Seat 0 performs, seat 1 aggregates, and all sign, unless something else is said. */
export interface SubmissionPlan {
  readonly isApproved?: boolean;
  readonly performer?: Attester;
  readonly aggregator?: Attester;
  readonly voters?: readonly Attester[];
  readonly committee?: bigint;
  readonly info?: Partial<TestTaskInfo>;
  /** Of the details, whatever the rest says. */
  readonly details?: Partial<TestDetails>;
}

/** A submission that is ready to be sent. */
export interface PreparedTask {
  readonly id: string;
  readonly info: TestTaskInfo;
  readonly details: TestDetails;
  readonly aggregator: Attester;
}

/** A task of the suite's definition with all signatures. */
export async function prepareTask(suite: AttestationSuite, plan: SubmissionPlan = {}): Promise<PreparedTask> {
  const { attesters } = suite;
  const { isApproved = true, performer = attesters[0]!, aggregator = attesters[1]!, voters = attesters } = plan;
  const committee = plan.committee ?? suite.committee;
  const info = buildTask(suite, { taskPerformer: performer.signer.address, ...plan.info });
  const id = attestedIdOf(suite, info);
  const ballot = { task: id, isApproved, phase: PHASE.Submission, aggregator: aggregator.signer.address, committee };
  const { signers, signature } = aggregate(suite, voters, ballot);
  const details: TestDetails = {
    isApproved,
    committee,
    performerSeat: performer.seat,
    aggregatorSeat: aggregator.seat,
    signers,
    performerSignature: await signTask(suite, info, performer.signer),
    attestersSignature: signature,
    ...plan.details,
  };
  return { id, info, details, aggregator };
}

/** Sends a prepared submission. */
export async function send(
  { center }: MusterClient,
  { info, details, aggregator }: PreparedTask,
  overrides: { readonly gasLimit?: bigint } = {},
): Promise<ContractTransactionResponse> {
  return center.connect(aggregator.signer).submitTask(info, details, overrides);
}

/** Submits a task of the suite's definition. */
export async function submit(suite: AttestationSuite, plan: SubmissionPlan = {}): Promise<PreparedTask> {
  const task = await prepareTask(suite, plan);
  await send(suite, task);
  return task;
}

/** Challenges a task; the bond is attached. */
export async function challenge(
  suite: AttestationSuite,
  { id }: PreparedTask,
  challenger: HardhatEthersSigner = suite.stranger,
): Promise<ContractTransactionResponse> {
  return suite.center.connect(challenger).challengeTask(id, { value: await suite.center.challengeBond() });
}

/** Votes of the dispute phase for the other side of a task. */
export function disputeVotes(
  suite: AttestationSuite,
  { id, details }: PreparedTask,
  voters: readonly Attester[] = suite.attesters,
): Aggregate {
  const { isApproved, committee } = details;
  const ballot = { task: id, isApproved: !isApproved, phase: PHASE.Dispute, aggregator: ZeroAddress, committee };
  return aggregate(suite, voters, ballot);
}

/** Overturns a challenged task with dispute votes of some attesters, or all. */
export async function resolve(
  suite: AttestationSuite,
  task: PreparedTask,
  voters: readonly Attester[] = suite.attesters,
): Promise<ContractTransactionResponse> {
  const { signers, signature } = disputeVotes(suite, task, voters);
  return suite.center.connect(suite.stranger).resolveChallenge(task.id, signers, signature);
}

/** Brings further dispute votes for an overturned task. */
export async function join(
  suite: AttestationSuite,
  task: PreparedTask,
  voters: readonly Attester[],
): Promise<ContractTransactionResponse> {
  const { signers, signature } = disputeVotes(suite, task, voters);
  return suite.center.connect(suite.stranger).joinOverturn(task.id, signers, signature);
}

/** Waits until a challenged task can be upheld, and upholds it there. */
export async function uphold(suite: AttestationSuite, task: PreparedTask): Promise<ContractTransactionResponse> {
  await passDisputePeriod(suite, task);
  return suite.center.connect(suite.stranger).closeChallenge(task.id);
}

/** Mines so that the next transaction is in the block from which on what was decided last stands. */
export async function passDisputePeriod(suite: AttestationSuite, { id, info }: PreparedTask): Promise<void> {
  const { disputePeriodBlocks } = await suite.center.taskDefinitionOf(info.taskDefinitionId);
  const [{ decidedAt }] = await suite.center.recordOf(id);
  await mineBefore(suite, decidedAt + disputePeriodBlocks);
}

/** Claims what an attester is owed for tasks. */
export async function claim(
  suite: AttestationSuite,
  { operator, seat }: Attester,
  tasks: readonly PreparedTask[],
): Promise<ContractTransactionResponse> {
  const claims = tasks.map(({ id }) => ({ id, seat }));
  return suite.center.connect(suite.stranger).claimRewards(operator, claims);
}

/** Sets the definition's slashing terms, which the given attesters accept; returns their hash. */
export async function agreeOnTerms(
  { center, owner, definition }: AttestationSuite,
  attesters: readonly Attester[],
  changes: Partial<Record<keyof typeof defaults.slashingTerms, bigint | boolean>> = {},
): Promise<string> {
  const terms = { ...defaults.slashingTerms, ...changes } as typeof defaults.slashingTerms;
  await center.connect(owner).setTaskDefinitionSlashing(definition, terms);
  const { termsVersion } = await center.taskDefinitionOf(definition);
  const [, termsHash] = await center.slashingTermsOf(definition, termsVersion);
  for (const { signer } of attesters) await center.connect(signer).acceptTerms(definition, termsHash);
  return termsHash;
}

/** Slashes an attester in another market's pool and voids its seat, as anybody may from then on. */
export async function voidSeat(suite: AttestationSuite, { signer, operator, seat }: Attester): Promise<void> {
  const { registry, committees, committee, governor, connection, stranger } = suite;
  const { ethers } = connection;
  await registry.setMarket(governor, true);
  await registry.openPool(poolTerms(governor.address, ethers));
  const pool = await registry.poolCount();
  await registry.connect(signer).joinPool(pool, "0x");
  const nobody = ZeroAddress;
  await registry.slash({
    operator,
    pool,
    share: 1,
    offence: ethers.id(`offence ${operator}`),
    victim: nobody,
    loss: 0n,
    reporter: nobody,
    bountyBps: 0,
    jails: false,
  });
  await committees.connect(stranger).refreshSeat(committee, seat);
}
