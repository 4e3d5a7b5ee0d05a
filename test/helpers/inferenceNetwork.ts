import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { id as hashText, type Provider, toBeHex } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import * as snarkjs from "snarkjs";

import { encryptionOperatorKey } from "../../sdk/registry/encryptionOperatorKey.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { advanceInference, type AdvanceInferenceReturnType } from "../../sdk/inference/advanceInference.ts";
import type { ApplicationSecrets } from "../../sdk/inference/applicationSecrets.ts";
import { createInferenceTask } from "../../sdk/inference/createInferenceTask.ts";
import { joinAsNode } from "../../sdk/inference/joinAsNode.ts";
import type { InferenceCase } from "../../sdk/inference/inferenceCase.ts";
import type { ModelId } from "../../sdk/inference/models/modelId.ts";
import { modelIdOf } from "../../sdk/inference/models/modelIdOf.ts";
import type { TaskParameters } from "../../sdk/inference/parameters/taskParameters.ts";
import { packVersion } from "../../sdk/inference/packVersion.ts";
import { registerApplication } from "../../sdk/inference/registerApplication.ts";
import { encodeVerifyingKey } from "../../sdk/proofs/encodeVerifyingKey.ts";
import { proveCircuit } from "../../sdk/proofs/proveCircuit.ts";
import { joinPool } from "../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../sdk/registry/registerOperator.ts";
import { stake } from "../../sdk/registry/stake.ts";
import {
  createInferenceEngine,
  type InferenceEngine,
} from "../../services/operator/inference/createInferenceEngine.ts";
import { createInferenceNode, type InferenceNode } from "../../services/operator/inference/createInferenceNode.ts";
import { createImageExecutor } from "../../services/operator/inference/executors/createImageExecutor.ts";
import { createTextExecutor } from "../../services/operator/inference/executors/createTextExecutor.ts";
import type { ProveUpload } from "../../services/operator/inference/inferenceRole.ts";
import { createContractParties } from "../../services/relay/createContractParties.ts";
import { createRelay } from "../../services/relay/createRelay.ts";
import { createTaskRoles } from "../../services/relay/createTaskRoles.ts";
import { defaults } from "./defaults.ts";
import { readCircuitFiles } from "./readCircuitFiles.ts";
import { recordLogger } from "./recordLogger.ts";
import { makeFolder } from "./relay.ts";
import { answerRequest, deployTestSuite, type TestSuite } from "./suite.ts";

const VERSION = [1, 2, 3] as const;
/** Rounds of everybody's work after which a task that does not end is given up. */
const MOST_TURNS = 80;

/** The models of the repository, by id. */
export function readModelFiles(): ReadonlyMap<ModelId, Uint8Array> {
  const names = readdirSync("models").filter((name) => name.endsWith(".safetensors"));
  const files = names.map((name) => new Uint8Array(readFileSync(join("models", name))));
  return new Map(files.map((bytes) => [modelIdOf(bytes), bytes]));
}

/** The model that draws digits. */
export const IMAGE_MODEL = (JSON.parse(readFileSync(join("models", "manifest.json"), "utf8")) as Manifest).imageBase.id;

interface Manifest {
  readonly imageBase: { readonly id: ModelId };
}

/** An engine with every executor, and the models of the repository. */
export function testEngine(): InferenceEngine {
  const models = readModelFiles();
  const get = async (id: ModelId) => {
    const bytes = models.get(id);
    if (bytes === undefined) throw new Error(`There is no model ${id}`);
    return bytes;
  };
  return createInferenceEngine({ executors: [createImageExecutor(), createTextExecutor()], models: { get } });
}

/** A node, with the account that it works for. */
export interface TestNode extends InferenceNode {
  readonly signer: HardhatEthersSigner;
  readonly operator: number;
  readonly log: ReturnType<typeof recordLogger>;
}

/** The deployed suite with a relay, an application, and nodes that look at the chain only when told to. */
export interface InferenceNetwork {
  readonly suite: TestSuite;
  readonly nodes: TestNode[];
  readonly application: MusterClient;
  readonly secrets: ApplicationSecrets;
  readonly relay: { readonly url: string; readonly publisher: string };
  stop(): Promise<void>;
}

/** How the nodes differ from honest ones with the repository's models. */
export interface InferenceNetworkSettings {
  readonly engines?: readonly (InferenceEngine | undefined)[];
  readonly count?: number;
  readonly proveUpload?: ProveUpload;
  /** One task of so many is sampled. */
  readonly samplingModulus?: number;
}

/** Deploys, starts and seats everything. */
export async function startInferenceNetwork(
  connection: NetworkConnection,
  { engines = [], count = 4, proveUpload = proveForReal(), samplingModulus = 10 }: InferenceNetworkSettings = {},
): Promise<InferenceNetwork> {
  const suite = await deployTestSuite(connection, 0, {
    inferenceSampling: { samplingModulus, minSeatsToSlash: count },
  });
  const signers = await connection.ethers.getSigners();
  const { deployment } = suite;
  const clientOf = (runner: HardhatEthersSigner) => createMusterClient({ deployment, runner });
  const { zkey } = readCircuitFiles("result-upload");
  await suite.proofs.register(encodeVerifyingKey(await snarkjs.zKey.exportVerificationKey(zkey)));

  const folders = Array.from({ length: count + 1 }, () => makeFolder());
  const publisher = signers[3]!;
  const provider = connection.ethers.provider as unknown as Provider;
  const parties = createContractParties(deployment.addresses.inferenceLens, provider);
  const relay = createRelay({
    chainId: deployment.chainId,
    provider,
    signer: publisher,
    availability: suite.availability.connect(publisher),
    roles: createTaskRoles({ markets: { [deployment.addresses.inference]: parties }, publisher: publisher.address }),
    dataDir: folders[count]!.path,
    logger: recordLogger().logger,
    batch: { batchSeconds: 0, confirmations: 1 },
    pollIntervalMs: defaults.pollIntervalMs,
  });
  await relay.start();
  const url = relay.url() ?? "";

  const pool = Number(await suite.inference.pool());
  const nodes: TestNode[] = [];
  for (let index = 0; index < count; index++) {
    const signer = signers[index + 4]!;
    const client = clientOf(signer);
    const encryptionSecret = toBeHex(BigInt(hashText(`node ${index}`)) >> 8n, 32);
    const { operator } = await registerOperator(client, { keys: [encryptionOperatorKey(encryptionSecret)] });
    await stake(client, { operator, amount: defaults.stake });
    await joinPool(client, { pool });
    await joinAsNode(client, { gpu: 1, version: VERSION, models: [...readModelFiles().keys()] });
    const log = recordLogger();
    const node = createInferenceNode({
      client,
      signer,
      encryptionSecret,
      relay: url,
      engine: engines[index] ?? testEngine(),
      proveUpload,
      dataDir: folders[index]!.path,
      logger: log.logger,
      pollIntervalMs: defaults.pollIntervalMs,
      patienceBlocks: 0,
    });
    nodes.push({ ...node, signer, operator, log });
  }

  const application = clientOf(suite.actor);
  const secrets = { vrfSecretKey: 0x6170706cn, encryptionSecret: toBeHex(BigInt(hashText("application")) >> 8n, 32) };
  await registerApplication(application, { secrets });

  return {
    suite,
    nodes,
    application,
    secrets,
    relay: { url, publisher: publisher.address },
    async stop() {
      for (const node of nodes) await node.stop();
      await relay.stop();
      for (const folder of folders) folder.remove();
    },
  };
}

/** Proves with the circuit, as a node of the daemon does. */
export function proveForReal(): ProveUpload {
  const files = readCircuitFiles("result-upload");
  return async (signals) => (await proveCircuit({ signals, ...files })).proof;
}

/** Has the application create a task. */
export async function openCase(
  { application, secrets, relay }: InferenceNetwork,
  parameters: TaskParameters,
): Promise<InferenceCase> {
  const demand = {
    version: packVersion(VERSION),
    executionBlocks: 500n,
    fee: 10n ** 12n,
    publishers: [relay.publisher],
  };
  const { ticket } = await createInferenceTask(application, { secrets, parameters, demand });
  return { first: ticket, siblings: [] };
}

/** Lets everybody work, turn by turn, until a predicate holds. */
export async function workUntil({ suite, nodes }: InferenceNetwork, isDone: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    if (await isDone()) return;
    await suite.connection.networkHelpers.mine();
    for (const node of nodes) {
      await node.tick();
      await node.idle();
    }
    await answerIfAsked(suite);
  }
  const said = nodes.flatMap(({ log }) => log.records.slice(-3).map((record) => JSON.stringify(record)));
  throw new Error([`Nothing came of it in ${MOST_TURNS} turns.`, ...said].join("\n"));
}

async function answerIfAsked(suite: TestSuite): Promise<void> {
  const { coordinator } = suite;
  const [asked, answered] = await Promise.all([
    coordinator.queryFilter(coordinator.filters.RandomWordsRequested()),
    coordinator.queryFilter(coordinator.filters.RandomWordsFulfilled()),
  ]);
  if (asked.length > answered.length) await answerRequest(suite);
}

/** Lets everybody work until the application has its result, or knows that there is none. */
export async function playCase(
  net: InferenceNetwork,
  opened: InferenceCase,
): Promise<AdvanceInferenceReturnType & { readonly steps: readonly string[] }> {
  const { application, secrets, relay } = net;
  const steps: string[] = [];
  let task = opened;
  let last: AdvanceInferenceReturnType | undefined;
  const pollIntervalMs = defaults.pollIntervalMs;
  await workUntil(net, async () => {
    do {
      last = await advanceInference(application, { secrets, task, relay: relay.url, pollIntervalMs });
      task = last.task;
      if (steps.at(-1) !== last.step) steps.push(last.step);
    } while (last.state === "acted");
    return last.state !== "waiting";
  });
  if (last === undefined) throw new Error("Nobody looked.");
  return { ...last, steps };
}

/** Plays tasks until one of them is sampled. */
export async function playSampled(net: InferenceNetwork): ReturnType<typeof playCase> {
  for (let seed = 1; ; seed++) {
    const opened = await openCase(net, { kind: "image", baseModel: IMAGE_MODEL, label: 3, seed, numImages: 1 });
    const played = await playCase(net, opened);
    if (played.task.siblings.length > 0) return played;
  }
}
