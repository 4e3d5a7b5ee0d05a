import { runAvs } from "../../../services/avs-kit/runAvs.ts";
import { connectProvider } from "../../../services/connectProvider.ts";
import { createHealthCheck } from "./createHealthCheck.ts";

await runAvs("health-check", async (settings, { logger, signal }) => {
  const rpcUrl = settings.text("RPC_URL", "the URL of a node");
  const chain = await connectProvider({ rpcUrl, logger, signal });
  if (chain === undefined) return undefined;
  return createHealthCheck({
    chain,
    epochBlocks: settings.bigint("EPOCH_BLOCKS", 32n),
    confirmations: settings.bigint("CONFIRMATIONS", 4n),
    maxAgeEpochs: settings.bigint("MAX_AGE_EPOCHS", 8n),
  });
});
