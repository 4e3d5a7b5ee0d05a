import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";

import type { Provider } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import type { Deployment } from "../../sdk/client/deployment.ts";
import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { deploymentPath } from "./deploymentPath.ts";
import { deploySuite } from "./deploySuite.ts";
import { localVrfKey } from "./localVrfKey.ts";
import { preflight } from "./preflight.ts";
import type { VrfSettings } from "./suiteSettings.ts";
import { vrfNetworks } from "./vrfNetworks.ts";

const LOCAL_GAS_LANE = 500_000_000_000n;

/** What came of a deployment. */
export type DeployToReturnType =
  | { readonly findings: readonly string[]; readonly deployment?: undefined }
  | {
      readonly findings?: undefined;
      readonly deployment: Deployment;
      /** The address book; none for a simulated network. */
      readonly book?: string;
    };

/**
 * Deploys the suite to a network, or resumes a deployment that was interrupted, and writes the address book. A chain
 * that Chainlink serves gets its coordinator; any other gets one of its own, answered by `services/vrf-oracle`.
 *
 * @returns The deployment, or what stands against it, one sentence each.
 * @throws {Error} when the address book tells of another chain that is not a local one.
 */
export async function deployTo(connection: NetworkConnection): Promise<DeployToReturnType> {
  const { networkName, networkConfig, ethers } = connection;
  const provider = ethers.provider as unknown as Provider;
  const [deployer] = await ethers.getSigners();
  if (!deployer) throw new Error(`The network ${networkName} has no account to deploy with.`);

  const chainId = Number((await provider.getNetwork()).chainId);
  const published = vrfNetworks[chainId];
  const vrf: VrfSettings = published
    ? { kind: "existing", ...published }
    : { kind: "own", secretKey: localVrfKey(), maxGasPrice: LOCAL_GAS_LANE };
  const findings = await preflight({ provider, deployer: deployer.address, vrf });
  if (findings.length > 0) return { findings };
  if (networkConfig.type === "edr-simulated") return { deployment: await deploySuite(connection, { vrf }) };

  const book = deploymentPath(networkName);
  const folder = dirname(book);
  const earlier = existsSync(book) ? await checkEarlier(loadDeployment(book)) : undefined;
  const deployed = await deploySuite(connection, { vrf }, basename(folder));
  // A deployment that is resumed keeps the block it began in: its first events are there.
  const deployment = earlier ? { ...deployed, fromBlock: earlier.fromBlock } : deployed;
  mkdirSync(folder, { recursive: true });
  writeFileSync(book, `${JSON.stringify(deployment, null, 2)}\n`);
  return { deployment, book };

  /** The earlier deployment of that name, if it is on this chain. A local chain that was started anew has lost it. */
  async function checkEarlier(known: Deployment): Promise<Deployment | undefined> {
    const isHere = chainId === known.chainId && (await provider.getCode(known.addresses.escrow)) !== "0x";
    if (isHere) return known;
    if (published) throw new Error(`${book} tells of another chain. Move ${folder} away to deploy anew.`);
    console.log(`The deployment in ${folder} is of a chain that is gone; it is removed.`);
    rmSync(folder, { recursive: true });
    return undefined;
  }
}
