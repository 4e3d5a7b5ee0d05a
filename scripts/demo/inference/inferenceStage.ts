import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parseEther } from "ethers";

import { generateEncryptionKey } from "../../../sdk/cipher/generateEncryptionKey.ts";
import type { ApplicationSecrets } from "../../../sdk/inference/applicationSecrets.ts";
import { joinAsNode } from "../../../sdk/inference/joinAsNode.ts";
import type { ModelId } from "../../../sdk/inference/models/modelId.ts";
import { registerApplication } from "../../../sdk/inference/registerApplication.ts";
import { encryptionOperatorKey } from "../../../sdk/registry/encryptionOperatorKey.ts";
import { joinPool } from "../../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../../sdk/registry/registerOperator.ts";
import { stake } from "../../../sdk/registry/stake.ts";
import { createModelServer } from "../../../services/operator/inference/models/createModelServer.ts";
import type { ServiceProcess } from "../createProcessGroup.ts";
import { freePort } from "../freePort.ts";
import type { Ground } from "../ground.ts";

const NODES = 4;
const STAKE = parseEther("50");
/** The class without a graphics card: everything runs on the processor here. */
const GPU = 0;
const MODEL_FOLDER = "models";

/** Version of the nodes' software. */
export const VERSION = [1, 0, 0] as const;

/** A node as a process. */
export interface DemoNode {
  readonly name: string;
  readonly operator: number;
  readonly process: ServiceProcess;
}

/** All that the stories of Inference need. */
export interface InferenceStage extends Ground {
  readonly nodes: readonly DemoNode[];
  readonly secrets: ApplicationSecrets;
  readonly models: { readonly image: ModelId; readonly text: ModelId };
  readonly relay: { readonly url: string; readonly publisher: string; readonly process: ServiceProcess };
  stop(): Promise<void>;
}

/** Starts a relay, a server of models and four nodes, of which the last has been told to be lazy if a story wants so. */
export async function setInferenceStage(ground: Ground): Promise<InferenceStage> {
  const { owner, processes, env, folder, say, deployment } = ground;
  const modelServer = createModelServer({ dir: MODEL_FOLDER });
  const modelUrl = await modelServer.start();
  try {
    return await setStage();
  } catch (error) {
    await modelServer.stop();
    throw error;
  }

  async function setStage(): Promise<InferenceStage> {
    const relay = await startRelay();
    say(`A relay at ${relay.url}, and models at ${modelUrl}`);

    const nodes = await Promise.all(Array.from({ length: NODES }, (_, index) => startNode(index, relay.url)));
    await Promise.all(nodes.map(({ process }) => process.first("ready")));
    say(`${NODES} nodes, ${STAKE / 10n ** 18n} staked each; every one of them is a process`);

    const secrets: ApplicationSecrets = {
      vrfSecretKey: 0x6170706c69636174696f6e2d6f662d7468652d64656d6fn,
      encryptionSecret: generateEncryptionKey(),
    };
    await registerApplication(owner, { secrets });
    return { ...ground, nodes, secrets, models: readModels(), relay, stop: () => stop([...nodes, relay]) };
  }

  async function startRelay(): Promise<InferenceStage["relay"]> {
    const { wallet } = ground.hire("relay");
    const port = await freePort();
    const { inference, inferenceLens } = deployment.addresses;
    const process = processes.start("relay", "services/relay/main.ts", {
      ...env,
      MUSTER_PRIVATE_KEY: wallet.privateKey,
      MUSTER_DATA_DIR: join(folder, "relay"),
      MUSTER_RELAY_MARKETS: `${inference}=${inferenceLens}`,
      MUSTER_RELAY_PORT: String(port),
      MUSTER_RELAY_BATCH_SECONDS: "0",
      MUSTER_RELAY_CONFIRMATIONS: "1",
    });
    await process.first("ready");
    return { url: `http://127.0.0.1:${port}`, publisher: wallet.address, process };
  }

  async function startNode(index: number, relayUrl: string): Promise<DemoNode> {
    const name = `node ${index + 1}`;
    const { wallet, client } = ground.hire(name);
    const encryptionSecret = generateEncryptionKey();
    const { operator } = await registerOperator(client, { keys: [encryptionOperatorKey(encryptionSecret)] });
    await stake(client, { operator, amount: STAKE });
    await joinPool(client, { pool: Number(await client.inference.pool()) });
    await joinAsNode(client, { gpu: GPU, version: VERSION, models: Object.values(readModels()) });
    const process = processes.start(name.replace(" ", "-"), "services/operator/main.ts", {
      ...env,
      MUSTER_PRIVATE_KEY: wallet.privateKey,
      MUSTER_OPERATOR_ROLES: "inference",
      MUSTER_OPERATOR_DATA_DIR: join(folder, name.replace(" ", "-")),
      MUSTER_INFERENCE_KEY: encryptionSecret,
      MUSTER_INFERENCE_RELAY: relayUrl,
      MUSTER_INFERENCE_MODEL_SERVERS: modelUrl,
    });
    return { name, operator, process };
  }

  async function stop(services: readonly Pick<DemoNode, "process">[]): Promise<void> {
    for (const { process } of services) process.child.kill("SIGTERM");
    await modelServer.stop();
  }
}

function readModels(): InferenceStage["models"] {
  const manifest = JSON.parse(readFileSync(join(MODEL_FOLDER, "manifest.json"), "utf8")) as Readonly<
    Record<"imageBase" | "textBase", { readonly id: ModelId }>
  >;
  return { image: manifest.imageBase.id, text: manifest.textBase.id };
}
