import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";

import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { deployGateway } from "../../scripts/deploy/deployGateway.ts";
import { gatewayPath } from "../../scripts/deploy/gatewayPath.ts";
import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import type { GatewayDeployment } from "../../sdk/gateway/gatewayDeployment.ts";
import { describeFailure } from "../helpers/describeFailure.ts";
import { printText } from "../helpers/printText.ts";
import { readJson } from "../helpers/readJson.ts";

interface Arguments {
  readonly home: string;
  readonly maxAge: number;
  readonly seedDelay: number;
}

/** Deploys a gateway on the network, and writes its address book. */
export default async ({ home, maxAge, seedDelay }: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> => {
  const connection = await hre.network.create();
  try {
    const { chainId: homeChainId, addresses } = loadDeployment(home);
    const settings = { homeChainId, market: addresses.jobs, maxAge, seedDelay };
    const book = gatewayPath(connection.networkName);
    const isKept = connection.networkConfig.type !== "edr-simulated";
    const deployed = await deployGateway(connection, settings, isKept ? basename(dirname(book)) : undefined);
    // A deployment that is resumed keeps the block it began in: its first events are there.
    const earlier = isKept && existsSync(book) ? (readJson(book) as GatewayDeployment) : undefined;
    const isResumed = earlier?.gateway === deployed.gateway && earlier.chainId === deployed.chainId;
    const deployment = isResumed ? earlier : deployed;
    printText(Object.entries(deployment).map(([name, value]) => [name, String(value)] as const));
    if (!isKept) return;
    mkdirSync(dirname(book), { recursive: true });
    writeFileSync(book, `${JSON.stringify(deployment, null, 2)}\n`);
    printText(`Address book: ${book}`);
  } catch (error) {
    const words = describeFailure(error);
    if (words === undefined) throw error;
    console.error(words);
    process.exitCode = 1;
  } finally {
    await connection.close();
  }
};
