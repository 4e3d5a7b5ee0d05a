import { getAddress } from "ethers";

import { runAvs } from "../../../services/avs-kit/runAvs.ts";
import { connectProvider } from "../../../services/connectProvider.ts";
import { createIntentExecutor } from "./createIntentExecutor.ts";

await runAvs("intent", async (settings, { logger, signal }) => {
  const inbox = getAddress(settings.text("INBOX", "the address of the contract that emits IntentSent"));
  const rpcUrl = settings.text("RPC_URL", "the URL of a node");
  const provider = await connectProvider({ rpcUrl, logger, signal });
  return provider && createIntentExecutor({ provider, inbox });
});
