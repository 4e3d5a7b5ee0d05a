/**
 * A relay as a process: settings from the environment, JSON lines on standard output, an end on SIGTERM or SIGINT.
 * `readRelaySettings.ts` lists the settings; `{"event":"ready"}` says that roots are posted.
 */
import { Wallet } from "ethers";

import { DataAvailability__factory } from "../../typechain-types/index.ts";
import { connectProvider } from "../connectProvider.ts";
import { runProcess } from "../runProcess.ts";
import { createContractParties } from "./createContractParties.ts";
import { createRelay } from "./createRelay.ts";
import { createTaskRoles } from "./createTaskRoles.ts";
import { loadDriverStreams } from "./loadDriverStreams.ts";
import { readRelaySettings } from "./readRelaySettings.ts";

await runProcess("relay", async (logger, signal) => {
  const { rpcUrl, deployment, privateKey, markets, driver, ...settings } = readRelaySettings(process.env);
  const streams = driver === undefined ? undefined : await loadDriverStreams(driver);
  const provider = await connectProvider({ rpcUrl, logger, signal });
  if (provider === undefined) return undefined;

  const signer = new Wallet(privateKey, provider);
  const availability = DataAvailability__factory.connect(deployment.addresses.availability, provider);
  const readers = markets.map(({ market, parties }) => [market, createContractParties(parties, provider)]);
  const roles = createTaskRoles({ markets: Object.fromEntries(readers), publisher: signer.address });
  const chain = { chainId: deployment.chainId, provider, signer, availability };
  const service = createRelay({ ...settings, ...chain, roles, ...(streams && { streams }), logger, signal });
  // The relay tells how it goes at its own address.
  return { service, metrics: service.metrics(), httpPort: undefined, dispose: () => provider.destroy() };
});
