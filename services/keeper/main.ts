/**
 * A keeper as a process: settings from the environment, JSON lines on standard output, an end on SIGTERM or SIGINT.
 * `readKeeperSettings.ts` lists the settings; `{"event":"ready"}` says that tasks are being watched.
 */
import { Wallet } from "ethers";

import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { connectProvider } from "../connectProvider.ts";
import { runProcess } from "../runProcess.ts";
import { createKeeper } from "./createKeeper.ts";
import { keeperMetrics } from "./keeperMetrics.ts";
import { readKeeperSettings } from "./readKeeperSettings.ts";

await runProcess("keeper", async (logger, signal) => {
  const { rpcUrl, deployment, privateKey, httpPort, ...settings } = readKeeperSettings(process.env);
  const provider = await connectProvider({ rpcUrl, logger, signal });
  if (provider === undefined) return undefined;

  const signer = new Wallet(privateKey, provider);
  const client = createMusterClient({ deployment, runner: signer });
  const service = createKeeper({ ...settings, client, signer, logger, signal });
  const metrics = keeperMetrics(() => service.health());
  return { service, metrics, httpPort, dispose: () => provider.destroy() };
});
