import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkConnection } from "hardhat/types/network";
import {
  AbiCoder,
  type ContractTransactionResponse,
  id as hashText,
  keccak256,
  type Result,
  toBeHex,
  ZeroAddress,
  ZeroHash,
} from "ethers";

import { leafOf } from "../../sdk/availability/leafOf.ts";
import { decodePoint } from "../../sdk/cipher/decodePoint.ts";
import { eighthOfKey } from "../../sdk/cipher/eighthOfKey.ts";
import { encryptionPublicKey } from "../../sdk/cipher/encryptionPublicKey.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { emptyFile } from "../../sdk/inference/emptyFile.ts";
import { hashParametersCommitment } from "../../sdk/inference/hashParametersCommitment.ts";
import { hashScoreCommitment } from "../../sdk/inference/hashScoreCommitment.ts";
import { hashTaskIdCommitment } from "../../sdk/inference/hashTaskIdCommitment.ts";
import type {
  ApplicationKeys,
  InferenceFile,
  InferenceOrder,
  InferenceTerms,
  ScoreOpening,
  UploadRecord,
} from "../../sdk/inference/inferenceOrder.ts";
import { inferenceStatuses, type InferenceStatusName } from "../../sdk/inference/inferenceStatuses.ts";
import { inferenceTypes } from "../../sdk/inference/inferenceTypes.ts";
import { nodeStatuses } from "../../sdk/inference/nodeStatuses.ts";
import { uploadReportStruct } from "../../sdk/inference/uploadReportStruct.ts";
import { keyIdOf } from "../../sdk/proofs/keyIdOf.ts";
import type { VerifyingKey } from "../../sdk/proofs/verifyingKey.ts";
import { proveVrf } from "../../sdk/vrf/proveVrf.ts";
import { publicKeyOf } from "../../sdk/vrf/publicKeyOf.ts";
import { vrfOutput } from "../../sdk/vrf/vrfOutput.ts";
import type { DataAvailability, InferenceMarket } from "../../typechain-types/index.ts";
import { answerRound, deployTestSuite, type TestOperator, type TestSuite } from "./suite.ts";

/** As nodes' statuses are numbered. */
const AVAILABLE = BigInt(nodeStatuses.indexOf("Available"));
/** Bytes of a made-up result. */
const RESULT_BYTES = 8_192n;

/** A point of Baby Jubjub of prime order (EIP-2494's base point), and the generator of which it is eight times. */
const BASE8 = [
  5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  16950150798460657717958625567821834550301663161624707787222815936182638968203n,
] as const;
const BASE = [
  995203441582195749578291179787384436505546430278305826713579947235728471134n,
  5472060717959818805561601436314318772137091100104008585924551046643952123905n,
] as const;

/** What tests count with; blocks. */
export const inferenceDefaults = {
  periods: {
    queue: 300,
    parameters: 40,
    minExecution: 10,
    maxExecution: 1_000,
    download: 20,
    validation: 40,
    group: 400,
    siblings: 60,
    opening: 30,
    upload: 60,
  },
  sampling: {
    samplingModulus: 10,
    minSeatsToSlash: 4,
    hammingThreshold: 5,
    slashBps: 5_000,
    lateBps: 1_000,
    reporterBps: 1_000,
    challenges: 1,
    maxChunks: 4_096,
    circuit: hashText("result-upload"),
  },
  minimumStake: 10n ** 18n,
  nodeStake: 100n * 10n ** 18n,
  noShowBps: 100,
  fee: 10n ** 15n,
  executionBlocks: 100n,
  vrfSecretKey: 0x6170706c69636174696f6en,
  version: 0x010203n,
} as const;

/** The inference market with nodes, an application and a publisher. */
export interface InferenceSuite extends TestSuite {
  readonly market: InferenceMarket;
  readonly availability: DataAvailability;
  readonly nodes: readonly TestOperator[];
  readonly application: HardhatEthersSigner;
  readonly keys: ApplicationKeys;
  readonly publisher: HardhatEthersSigner;
}

/** What differs from the defaults in a fixture. */
export interface InferenceSettings {
  /** Stakes of the nodes that join, in wei. */
  readonly stakes?: readonly bigint[];
  readonly sampling?: Partial<Record<keyof typeof inferenceDefaults.sampling, number | string>>;
  readonly periods?: Partial<Record<keyof typeof inferenceDefaults.periods, number>>;
  /** Key of the circuit, for real proofs; a mock that believes hashes stands in for the verifier if left out. */
  readonly verifyingKey?: VerifyingKey;
  /** What the application decrypts with; its public key is the base point if left out. */
  readonly applicationSecret?: string;
}

/** A task as it stands, with what only its creator and its node know. */
export interface TestTask {
  readonly id: string;
  readonly guid: string;
  readonly nonce: bigint;
  readonly parametersSalt: string;
  readonly parametersHash: string;
  file: InferenceFile;
  opening: ScoreOpening;
}

/** Deploys suite, market and what it needs, seats nodes of one class, and registers an application. */
export async function deployInference(
  connection: NetworkConnection,
  settings: InferenceSettings = {},
): Promise<InferenceSuite> {
  const { stakes = Array<bigint>(4).fill(inferenceDefaults.nodeStake), periods, applicationSecret } = settings;
  const { ethers } = connection;
  const suite = await deployTestSuite(connection, 0);
  const { escrow, registry, beacon, reputation, deployment, actor } = suite;
  const vrf = await ethers.deployContract("EcVrf");
  const availability = await ethers.deployContract("DataAvailability", [30 * 86_400, ZeroAddress]);
  const { proofs, sampling } = await deployVerifier(connection, settings);
  const libraries = await deployDesks(connection);
  const market = (await ethers.deployContract(
    "InferenceMarket",
    [
      deployment.addresses.authority,
      { escrow, registry, beacon, reputation, availability, vrf, proofs },
      {
        market: ZeroAddress,
        capability: hashText("inference"),
        minimumStake: inferenceDefaults.minimumStake,
        seatLimit: 60_000,
        minimumResponseBlocks: 1,
        maxSlashBps: 10_000,
        noShowBps: inferenceDefaults.noShowBps,
        requiredKeys: 0,
        gate: ZeroAddress,
      },
      { ...inferenceDefaults.periods, ...periods },
      { ...inferenceDefaults.sampling, ...sampling },
    ],
    { libraries },
  )) as unknown as InferenceMarket;
  await registry.setMarket(market, true);
  await market.addGpu("RTX 3060", 12);
  await market.addGpu("RTX 4090", 24);

  const signers = await ethers.getSigners();
  const pool = Number(await market.pool());
  const base = { ...suite, market, availability: availability as unknown as DataAvailability, pool };
  const nodes: TestOperator[] = [];
  for (const [index, stake] of stakes.entries()) {
    nodes.push(await joinNode(base, signers[index + 4]!, { stake }));
  }
  const keys: ApplicationKeys = {
    vrfKey: publicKeyOf(inferenceDefaults.vrfSecretKey),
    encryptionKey: applicationSecret === undefined ? BASE8 : pointOf(encryptionPublicKey(applicationSecret)),
  };
  const eighth = applicationSecret === undefined ? BASE : pointOf(eighthOfKey(applicationSecret));
  await market.connect(actor).registerApplication(keys as never, eighth as never);
  await escrow.connect(actor).approveMarket(market, true);
  return { ...base, operators: nodes, nodes, application: actor, keys, publisher: signers[3]! };
}

/** The suite's client, with the fixture's market in place of the deployed one. */
export async function clientOf(suite: InferenceSuite): Promise<MusterClient> {
  const addresses = { ...suite.deployment.addresses, inference: await suite.market.getAddress() };
  return { ...suite, inference: suite.market, deployment: { ...suite.deployment, addresses } };
}

/** The verifier of a fixture, and what the market is told of its circuit. */
async function deployVerifier({ ethers }: NetworkConnection, { verifyingKey, sampling }: InferenceSettings) {
  if (verifyingKey === undefined) return { proofs: await ethers.deployContract("Groth16VerifierMock"), sampling };

  const proofs = await ethers.deployContract("Groth16Verifier");
  await proofs.getFunction("register")(verifyingKey);
  return { proofs, sampling: { ...sampling, circuit: keyIdOf(verifyingKey) } };
}

/** A key as contracts take it. */
export function pointOf(key: string): readonly [bigint, bigint] {
  const { x, y } = decodePoint(key);
  return [x, y];
}

/** The market's linked libraries, by name. */
async function deployDesks({ ethers }: NetworkConnection): Promise<Record<string, string>> {
  const addressOf = async (name: string, libraries: Record<string, string> = {}) =>
    (await ethers.deployContract(name, { libraries })).getAddress();
  const NodeDesk = await addressOf("NodeDesk");
  const desks: Record<string, string> = { NodeDesk, DrawDesk: await addressOf("DrawDesk") };
  for (const name of ["TaskDesk", "SamplingDesk", "GroupDesk", "UploadDesk"]) {
    desks[name] = await addressOf(name, { NodeDesk });
  }
  return desks;
}

/** How a node presents itself. */
export interface JoinNodeSettings {
  readonly stake?: bigint;
  readonly gpu?: number;
  readonly version?: bigint;
  readonly models?: readonly string[];
}

/** Registers an account as an operator if it is none, stakes, seats it in the market's pool and joins. */
export async function joinNode(
  { registry, market }: Pick<InferenceSuite, "registry" | "market">,
  signer: HardhatEthersSigner,
  {
    stake = inferenceDefaults.nodeStake,
    gpu = 0,
    version = inferenceDefaults.version,
    models = [],
  }: JoinNodeSettings = {},
): Promise<TestOperator> {
  if ((await registry.operatorOf(signer)) === 0n) await registry.connect(signer).register([], signer, "");
  const operator = await registry.operatorOf(signer);
  await registry.stake(operator, stake, { value: stake });
  await registry.connect(signer).joinPool(await market.pool(), "0x");
  await market.connect(signer).joinAsNode(gpu, version, [...models]);
  return { signer, operator: Number(operator) };
}

let counter = 0n;

/** Terms of a task, the defaults where nothing else is said. */
export function inferenceTerms(
  { publisher }: Pick<InferenceSuite, "publisher">,
  nonce: bigint,
  guid: string,
  changes: Partial<InferenceTerms> = {},
): InferenceTerms {
  return {
    taskType: inferenceTypes.Image,
    taskIdCommitment: hashTaskIdCommitment({ guid, nonce }),
    nonce,
    models: [hashText("model")],
    minimumVram: 8n,
    requiredGpu: 0n,
    version: inferenceDefaults.version,
    size: 1_000n,
    executionBlocks: inferenceDefaults.executionBlocks,
    currency: ZeroAddress,
    fee: inferenceDefaults.fee,
    parametersCommitment: hashParametersCommitment({ parametersHash: hashText("parameters"), salt: saltOf(nonce) }),
    publishers: [publisher.address],
    ...changes,
  };
}

function saltOf(nonce: bigint): string {
  return hashText(`salt ${nonce}`);
}

/** Creates a task of the application, from its credit; siblings share a guid. */
export async function createTask(
  suite: InferenceSuite,
  changes: Partial<InferenceTerms> = {},
  guid = hashText(`guid ${++counter}`),
): Promise<TestTask> {
  const { market, application, keys } = suite;
  const nonce = (await market.applicationOf(application)).lastNonce + 1n;
  const terms = inferenceTerms(suite, nonce, guid, changes);
  const response = await market.connect(application).createTask(terms as never, keys as never);
  return taskOf(suite, response, guid, nonce);
}

async function taskOf(
  { market, application, keys }: InferenceSuite,
  response: ContractTransactionResponse,
  guid: string,
  nonce: bigint,
): Promise<TestTask> {
  const receipt = (await response.wait())!;
  const [event] = await market.queryFilter(market.filters.TaskCreated(), receipt.blockNumber, receipt.blockNumber);
  const { id, order } = event!.args;
  const terms = (order.terms as unknown as Result).toObject() as unknown as InferenceTerms;
  const known: InferenceOrder = {
    terms: { ...terms, models: [...order.terms.models], publishers: [...order.terms.publishers] },
    keys,
    creator: application.address,
    createdAt: order.createdAt,
  };
  return {
    id,
    guid,
    nonce,
    parametersSalt: saltOf(nonce),
    parametersHash: hashText("parameters"),
    file: emptyFile(known),
    opening: { score: "0x", salt: ZeroHash },
  };
}

/** The node of a task. */
export async function nodeOf({ market, nodes }: InferenceSuite, { id }: TestTask): Promise<TestOperator> {
  const { node } = await market.taskOf(id);
  return nodes.find(({ operator }) => BigInt(operator) === node)!;
}

/** The name of a task's status, as the one status reader says it. */
export async function statusOf({ market }: InferenceSuite, { id }: TestTask): Promise<InferenceStatusName> {
  return inferenceStatuses[Number(await market.statusOf(id))]!;
}

/** Closes and answers the open round, and draws the nodes of tasks, in order. */
export async function drawTasks(suite: InferenceSuite, ...tasks: readonly TestTask[]): Promise<void> {
  await answerRound(suite);
  for (const { id } of tasks) await suite.market.startTask(id);
}

/** Publishes the parameters of a started task on the chain, and reports them. */
export async function uploadParameters(suite: InferenceSuite, task: TestTask): Promise<void> {
  const { market, availability, application } = suite;
  const bytes = toBeHex(task.nonce, 32);
  await availability.publishBytes(1, market, task.id, bytes);
  await market
    .connect(application)
    .reportParametersUploaded(task.id, task.file as never, await inclusionOf(suite, 1, bytes), "0x");
}

/** What says that bytes were published on the chain. */
export async function inclusionOf({ availability }: InferenceSuite, kind: number, bytes: string) {
  const dataHash = await availability.hashOf(kind, bytes);
  return { publisher: ZeroAddress, root: ZeroHash, dataHash, size: BigInt((bytes.length - 2) / 2), proof: [] };
}

/** Has the node of a task commit itself to a score, and to a result, made-up if none is given. */
export async function submitScore(
  suite: InferenceSuite,
  task: TestTask,
  score = "0x0123456789abcdef",
  resultRoot = hashText(`result ${task.nonce}`),
): Promise<ContractTransactionResponse> {
  const node = await nodeOf(suite, task);
  task.opening = { score, salt: hashText(`opening ${task.nonce}`) };
  const { id, opening } = task;
  const scoreCommitment = hashScoreCommitment({ id, node: node.operator, resultRoot, opening });
  task.file = { ...task.file, score: { scoreCommitment, resultRoot } };
  return suite.market.connect(node.signer).submitScore(task.id, task.file.score);
}

/** The application's proof of a task's sampling number, and the number. */
export async function proveSampling({ market }: InferenceSuite, { id }: TestTask) {
  const seed = await market.samplingSeedOf(id);
  const { gamma, c, s, uWitness, cGammaWitness, sHashWitness, zInv } = proveVrf({
    secretKey: inferenceDefaults.vrfSecretKey,
    seed,
  });
  const proof = { gamma, c, s, uWitness, cGammaWitness, sHashWitness, zInv };
  return { proof: proof as never, number: vrfOutput(gamma) };
}

/** Shows that a task was sampled, which gives it the time of its group. */
export async function proveSampled(suite: InferenceSuite, task: TestTask): Promise<void> {
  const { proof } = await proveSampling(suite, task);
  await suite.market.proveSampled(task.id, task.file as never, proof);
}

/** Shows that a task belongs to one that was shown to be sampled. */
export async function joinGroup({ market }: InferenceSuite, first: TestTask, task: TestTask): Promise<void> {
  await market.joinGroup(task.id, task.file as never, first.id, first.file as never, first.guid);
}

/** Validates a task that was not sampled. */
export async function validateSingle(suite: InferenceSuite, task: TestTask): Promise<ContractTransactionResponse> {
  const { proof } = await proveSampling(suite, task);
  return suite.market.validateSingleTask(task.id, task.file as never, proof);
}

/** Creates tasks, each in a round of its own, until the draw makes one that is sampled, or not, as asked. */
export async function drawSampled(
  suite: InferenceSuite,
  isSampled: boolean,
  changes: Partial<InferenceTerms> = {},
): Promise<TestTask> {
  const { networkHelpers } = suite.connection;
  for (;;) {
    const snapshot = await networkHelpers.takeSnapshot();
    const task = await createTask(suite, changes, hashText(`guid ${++counter}`));
    await drawTasks(suite, task);
    const { samplingModulus: modulus } = (await suite.market.settings()).sampling;
    if (((await proveSampling(suite, task)).number % modulus === 0n) === isSampled) return task;
    await snapshot.restore();
  }
}

/** A task that is sampled or not, with its parameters uploaded and a score committed. */
export async function scoreTask(
  suite: InferenceSuite,
  isSampled: boolean,
  changes: Partial<InferenceTerms> = {},
  score?: string,
): Promise<TestTask> {
  const task = await drawSampled(suite, isSampled, changes);
  await uploadParameters(suite, task);
  await submitScore(suite, task, score);
  return task;
}

/** Two siblings of a task that was sampled, drawn and fed, and scored where a score is given. */
export async function createSiblings(
  suite: InferenceSuite,
  first: TestTask,
  scores: readonly (string | undefined)[],
): Promise<TestTask[]> {
  const { taskIdCommitment: _, nonce: __, parametersCommitment: ___, ...spec } = first.file.order.terms;
  const siblings = [await createTask(suite, spec, first.guid), await createTask(suite, spec, first.guid)];
  await drawTasks(suite, ...siblings);
  for (const [index, sibling] of siblings.entries()) {
    await uploadParameters(suite, sibling);
    const score = scores[index];
    if (score !== undefined) await submitScore(suite, sibling, score);
  }
  return siblings;
}

/** A member of a group, opened. */
export function memberOf({ file, opening, parametersSalt }: TestTask) {
  return { order: file.order, score: file.score, opening, parametersSalt };
}

/** Has the creator disclose a group. */
export async function validateGroup(suite: InferenceSuite, tasks: readonly TestTask[]) {
  const first = tasks[0]!;
  const { proof } = await proveSampling(suite, first);
  return suite.market
    .connect(suite.application)
    .validateTaskGroup(
      tasks.map(({ id }) => id) as never,
      tasks.map(memberOf) as never,
      first.guid,
      first.parametersHash,
      proof,
    );
}

/** Has the uploading node of a task commit itself to an upload that a publisher serves, made-up if none is given. */
export async function commitUpload(
  suite: InferenceSuite,
  task: TestTask,
  uploader?: TestOperator,
  upload: UploadRecord = { ciphertextRoot: toBeHex(task.nonce, 32), chunkCount: 8n, ephemeralKey: BASE8 },
): Promise<void> {
  const { market, availability, publisher } = suite;
  const node = uploader ?? (await nodeOf(suite, task));
  const dataHash = upload.ciphertextRoot;
  const blob = { kind: "Result", market: await market.getAddress(), taskId: task.id, dataHash } as const;
  const root = leafOf({ ...blob, size: RESULT_BYTES });
  await availability.connect(publisher).publishRoot(root);
  const inclusion = { publisher, root, dataHash, size: RESULT_BYTES, proof: [] };
  task.file = { ...task.file, upload };
  await market.connect(node.signer).commitUpload(task.id, task.file as never, inclusion);
}

/** Proofs that the mocked verifier believes, for what is challenged of a committed upload. */
export async function proveUpload(
  { market, keys }: InferenceSuite,
  { id, file }: TestTask,
  node: TestOperator,
  resultRoot = file.score.resultRoot,
) {
  const context = await market.uploadContextOf(id, node.operator);
  const { ciphertextRoot, ephemeralKey, chunkCount } = file.upload;
  const roots = [BigInt(resultRoot), BigInt(ciphertextRoot)];
  const points = [...keys.encryptionKey, ...ephemeralKey];
  const { circuit } = (await market.settings()).sampling;
  const indices = await market.challengesOf(id, chunkCount);
  return indices.map((index) => {
    const inputs = [...roots, ...points, (chunkCount << 32n) | index, context];
    const hash = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256[]"], [circuit, inputs]));
    return [BigInt(hash), 0n, 0n, 0n, 0n, 0n, 0n, 0n] as const;
  });
}

/** A report of an upload; of a group, with the members in their order and the file of whoever uploads. */
export function reportOf(task: Pick<TestTask, "id" | "file">, tasks: readonly string[] = [], source = task.file) {
  return uploadReportStruct({ id: task.id, file: task.file, tasks, source });
}

/** Commits, answers the round and proves, as the node of a validated task does. */
export async function uploadResult(suite: InferenceSuite, task: TestTask, tasks: readonly TestTask[] = []) {
  const node = await nodeOf(suite, task);
  await commitUpload(suite, task);
  await answerRound(suite);
  const proofs = await proveUpload(suite, task, node);
  const ids = tasks.map(({ id }) => id);
  return suite.market.reportResultUploaded([reportOf(task, ids)], proofs as never);
}

/** Pauses all available nodes but some, by their operators. */
export async function pauseAllBut({ market, nodes }: InferenceSuite, kept: readonly number[]): Promise<void> {
  for (const { signer, operator } of nodes) {
    const { status } = await market.nodeOf(operator);
    if (status === AVAILABLE && !kept.includes(operator)) await market.connect(signer).pauseNode();
  }
}
