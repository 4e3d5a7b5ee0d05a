import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import { buildInferenceRole } from "../../services/operator/inference/buildInferenceRole.ts";
import { createModelServer } from "../../services/operator/inference/models/createModelServer.ts";
import { createContractParties } from "../../services/relay/createContractParties.ts";
import { createRelay } from "../../services/relay/createRelay.ts";
import { createTaskRoles } from "../../services/relay/createTaskRoles.ts";
import type { PreparedNode } from "./prepareNodes.ts";
import { quietLogger } from "./quietLogger.ts";

const POLL_MS = 200;
const MODEL_TIMEOUT_MS = 60_000;

/** A relay and nodes at work. */
export interface RunningNodes {
  /** Address of the relay, and the account that posts its roots. */
  readonly relay: { readonly url: string; readonly publisher: string };
  stop(): Promise<void>;
}

/** Starts a relay, whose roots the publisher posts, a server of models, and the role of each node. */
export async function startNodes(publisher: MusterClient, nodes: readonly PreparedNode[]): Promise<RunningNodes> {
  const { deployment, provider, availability } = publisher;
  const { inference, inferenceLens } = deployment.addresses;
  const folder = mkdtempSync(join(tmpdir(), "muster-inference-"));
  const signer = signerOf(publisher);
  const account = await signer.getAddress();
  const relay = createRelay({
    chainId: deployment.chainId,
    provider,
    signer,
    availability,
    roles: createTaskRoles({
      markets: { [inference]: createContractParties(inferenceLens, provider) },
      publisher: account,
    }),
    dataDir: join(folder, "relay"),
    logger: quietLogger,
    batch: { batchSeconds: 0, confirmations: 1 },
    pollIntervalMs: POLL_MS,
  });
  await relay.start();
  const models = createModelServer({ dir: "models" });
  const url = relay.url() ?? "";
  const servers = [await models.start()];
  const stopping = new AbortController();
  const roles = nodes.map(({ client, operator, encryptionSecret }) =>
    buildInferenceRole({
      settings: {
        encryptionSecret,
        relay: url,
        modelServers: servers,
        modelTimeoutMs: MODEL_TIMEOUT_MS,
        modelBytes: 1024 ** 3,
        circuits: join("circuits", "keys"),
        patienceBlocks: 0,
      },
      client,
      signer: signerOf(client),
      dataDir: join(folder, `node-${operator}`),
      logger: quietLogger,
      signal: stopping.signal,
      pollIntervalMs: POLL_MS,
    }),
  );
  await Promise.all(roles.map((role) => role.start()));

  return {
    relay: { url, publisher: account },
    async stop() {
      await Promise.all(roles.map((role) => role.stop()));
      await models.stop();
      await relay.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
