import { getAddress, MaxUint256 } from "ethers";

import { runAvs } from "../../../services/avs-kit/runAvs.ts";
import { connectProvider } from "../../../services/connectProvider.ts";
import { createAccessControl } from "./createAccessControl.ts";
import { holdsOrAfter } from "./holdsOrAfter.ts";

await runAvs("access-control", async (settings, { logger, signal }) => {
  const token = getAddress(settings.text("TOKEN", "the address of an ERC-20"));
  const minimum = settings.bigint("MINIMUM_BALANCE", 1n);
  const openFrom = settings.bigint("OPEN_FROM_BLOCK", MaxUint256);
  const maxAgeBlocks = settings.bigint("MAX_AGE_BLOCKS", 64n);
  const rpcUrl = settings.text("RPC_URL", "the URL of a node");
  const provider = await connectProvider({ rpcUrl, logger, signal });
  if (provider === undefined) return undefined;
  return createAccessControl({
    provider,
    maxAgeBlocks,
    mayEnter: holdsOrAfter({ provider, token, minimum, openFrom }),
  });
});
