import type { Provider } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import type { GatewayDeployment } from "../../sdk/gateway/gatewayDeployment.ts";
import { gatewayModule } from "./modules/gateway.ts";
import { probeChain } from "./probeChain.ts";

/** What a gateway serves, and how long it trusts. Times in seconds. */
export interface GatewaySettings {
  readonly homeChainId: number;
  /** The market there. */
  readonly market: string;
  /** Oldest committee and oldest root that count; a committee answers at home for a time, which has to be longer. */
  readonly maxAge: number;
  /** How long a proposed committee waits, unless it is the first. */
  readonly seedDelay: number;
}

const DAY = 86_400;

/** What a gateway gets when nothing else is said. */
export const gatewayDefaults = { maxAge: 14 * DAY, seedDelay: 2 * DAY } as const;

/**
 * Deploys a gateway. Running it again on the same chain resumes from the journal.
 *
 * @param deploymentId Folder under `deployments/` that keeps the journal; none for simulated networks.
 * @throws {Error} when the chain lacks a feature of EVM `osaka`, which it names.
 */
export async function deployGateway(
  { ethers, ignition }: NetworkConnection,
  settings: GatewaySettings,
  deploymentId?: string,
): Promise<GatewayDeployment> {
  const missing = await probeChain(ethers.provider as unknown as Provider);
  if (missing.length > 0) {
    throw new Error(`This chain lacks ${missing.join(", ")}. A gateway needs a chain with EVM osaka (Fusaka).`);
  }
  const fromBlock = await ethers.provider.getBlockNumber();
  const { gateway, authority } = await ignition.deploy(gatewayModule, {
    ...(deploymentId === undefined ? {} : { deploymentId }),
    parameters: { Gateway: { ...settings } },
  });
  const { chainId } = await ethers.provider.getNetwork();
  return {
    chainId: Number(chainId),
    fromBlock,
    gateway: await gateway.getAddress(),
    authority: await authority.getAddress(),
    homeChainId: settings.homeChainId,
    market: settings.market,
  };
}
