/**
 * A matcher as a process: settings from the environment, JSON lines on standard output, an end on SIGTERM or SIGINT.
 * `readMatcherSettings.ts` lists the settings; `{"event":"ready"}` says that jobs are being watched.
 */
import { Wallet } from "ethers";

import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { connectProvider } from "../connectProvider.ts";
import { runProcess } from "../runProcess.ts";
import { createMatcher } from "./createMatcher.ts";
import { jobRoutes } from "./jobRoutes.ts";
import { matcherMetrics } from "./matcherMetrics.ts";
import { readMatcherSettings } from "./readMatcherSettings.ts";

await runProcess("matcher", async (logger, signal) => {
  const { rpcUrl, deployment, privateKey, httpPort, ...settings } = readMatcherSettings(process.env);
  const provider = await connectProvider({ rpcUrl, logger, signal });
  if (provider === undefined) return undefined;

  const signer = new Wallet(privateKey, provider);
  const client = createMusterClient({ deployment, runner: signer });
  const service = createMatcher({ ...settings, client, signer, logger, signal });
  const metrics = matcherMetrics(() => service.health());
  return { service, metrics, httpPort, routes: jobRoutes(service), dispose: () => provider.destroy() };
});
