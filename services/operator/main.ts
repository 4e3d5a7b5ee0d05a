/**
 * An operator's node as a process: settings from the environment, JSON lines on standard output, an end on SIGTERM or
 * SIGINT. `readOperatorSettings.ts` lists the settings; `{"event":"ready"}` says that it works.
 */
import { Wallet } from "ethers";

import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { connectProvider } from "../connectProvider.ts";
import { runProcess } from "../runProcess.ts";
import { createOperatorNode } from "./createOperatorNode.ts";
import { operatorMetrics } from "./operatorMetrics.ts";
import { readOperatorSettings } from "./readOperatorSettings.ts";
import { readTriggers } from "./readTriggers.ts";

await runProcess("operator", async (logger, signal) => {
  const { rpcUrl, deployment, privateKey, httpPort, triggersPath, performer, ...settings } = readOperatorSettings(
    process.env,
  );
  const provider = await connectProvider({ rpcUrl, logger, signal });
  if (provider === undefined) return undefined;

  const { dataDir } = settings;
  const triggers = triggersPath === undefined ? [] : await readTriggers({ path: triggersPath, provider, dataDir });
  const signer = new Wallet(privateKey, provider);
  const client = createMusterClient({ deployment, runner: signer });
  const role = performer && { ...performer, triggers };
  const service = createOperatorNode({ ...settings, performer: role, client, signer, logger, signal });
  const metrics = operatorMetrics(() => service.health());
  return { service, metrics, httpPort, dispose: () => provider.destroy() };
});
