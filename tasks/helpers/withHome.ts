import { JsonRpcProvider } from "ethers";

import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import type { GatewayDeployment } from "../../sdk/gateway/gatewayDeployment.ts";
import { InputError } from "./inputError.ts";

/** Where the home chain is. */
export interface HomeArguments {
  readonly home: string;
  readonly homeRpc: string;
}

/**
 * Asks the home chain of a gateway, which the client can only read.
 *
 * @throws {InputError} when the address book is of another suite.
 */
export async function withHome<T>(
  { home, homeRpc }: HomeArguments,
  { homeChainId, market }: GatewayDeployment,
  ask: (client: MusterClient) => Promise<T>,
): Promise<T> {
  const deployment = loadDeployment(home);
  if (deployment.chainId !== homeChainId || deployment.addresses.jobs !== market) {
    throw new InputError(
      `The gateway serves market ${market} of chain ${homeChainId}, which ${home} does not tell of.`,
    );
  }
  const provider = new JsonRpcProvider(homeRpc, homeChainId, { staticNetwork: true });
  try {
    return await ask(createMusterClient({ deployment, runner: provider }));
  } finally {
    provider.destroy();
  }
}
