import { join } from "node:path";

import type { Signer } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import type { Logger } from "../../logger.ts";
import { createInferenceEngine } from "./createInferenceEngine.ts";
import { createInferenceNode, type InferenceNode } from "./createInferenceNode.ts";
import { createUploadProver } from "./createUploadProver.ts";
import { createImageExecutor } from "./executors/createImageExecutor.ts";
import { createTextExecutor } from "./executors/createTextExecutor.ts";
import { createModelCache } from "./models/createModelCache.ts";
import type { InferenceSettings } from "./readInferenceSettings.ts";

/** What the daemon gives the role. */
export interface BuildInferenceRoleParameters {
  readonly settings: InferenceSettings;
  readonly client: MusterClient;
  readonly signer: Signer;
  /** The daemon's; the role has folders of its own in it. */
  readonly dataDir: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly pollIntervalMs?: number | undefined;
}

/** Builds the inference role with both executors, models from servers, and proofs with the circuit. */
export function buildInferenceRole(parameters: BuildInferenceRoleParameters): InferenceNode {
  const { settings, dataDir, logger, ...others } = parameters;
  const models = createModelCache({
    dir: join(dataDir, "models"),
    servers: settings.modelServers,
    downloadTimeoutMs: settings.modelTimeoutMs,
    maxBytes: settings.modelBytes,
    logger,
  });
  const executors = [createImageExecutor(), createTextExecutor()];
  const prover = createUploadProver({ dir: settings.circuits });
  const node = createInferenceNode({
    ...others,
    encryptionSecret: settings.encryptionSecret,
    relay: settings.relay,
    patienceBlocks: settings.patienceBlocks,
    engine: createInferenceEngine({ executors, models, logger }),
    proveUpload: prover.prove,
    dataDir: join(dataDir, "inference"),
    logger,
  });
  return {
    ...node,
    stop: async () => {
      await node.stop();
      await prover.stop();
    },
  };
}
