import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Provider } from "ethers";
import { network } from "hardhat";

import type { Deployment } from "../../sdk/client/deployment.ts";
import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { deploySuite } from "./deploySuite.ts";
import { preflight } from "./preflight.ts";
import type { VrfSettings } from "./suiteSettings.ts";
import { vrfNetworks } from "./vrfNetworks.ts";

/** Development key of the local VRF oracle. Everybody knows it: for chains of your own only. */
const LOCAL_VRF_KEY = "0x6d75737465722d6c6f63616c2d7672662d6b6579";
const LOCAL_GAS_LANE = 500_000_000_000n;

/**
 * `hardhat run scripts/deploy/main.ts --network <name>`: deploys the suite, or resumes a deployment that was
 * interrupted, and writes the address book `deployments/<name>/muster.json`. A chain that Chainlink serves gets its
 * coordinator; any other gets one of its own, answered by `services/vrf-oracle` with the key in MUSTER_VRF_KEY.
 */
const connection = await network.create();
const provider = connection.ethers.provider as unknown as Provider;
const [deployer] = await connection.ethers.getSigners();
if (!deployer) throw new Error(`The network ${connection.networkName} has no account to deploy with.`);

const { chainId } = await provider.getNetwork();
const published = vrfNetworks[Number(chainId)];
const vrf: VrfSettings = published
  ? { kind: "existing", ...published }
  : { kind: "own", secretKey: BigInt(process.env.MUSTER_VRF_KEY ?? LOCAL_VRF_KEY), maxGasPrice: LOCAL_GAS_LANE };

const findings = await preflight({ provider, deployer: deployer.address, vrf });
if (findings.length > 0) {
  console.error(`Not deployed to ${connection.networkName}:`);
  for (const finding of findings) console.error(`- ${finding}`);
  process.exit(1);
}

const isSimulated = connection.networkConfig.type === "edr-simulated";
const name = connection.networkName;
const folder = join("deployments", name);
const book = join(folder, "muster.json");
const earlier = isSimulated || !existsSync(book) ? undefined : await checkEarlier(loadDeployment(book));
const deployed = await deploySuite(connection, { vrf }, isSimulated ? undefined : name);
// A deployment that is resumed keeps the block it began in: its first events are there.
const deployment = earlier ? { ...deployed, fromBlock: earlier.fromBlock } : deployed;
console.log(`Muster on ${name} (chain ${deployment.chainId})`);
for (const [role, address] of Object.entries(deployment.addresses)) console.log(`  ${role.padEnd(12)} ${address}`);
if (!isSimulated) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(book, `${JSON.stringify(deployment, null, 2)}\n`);
  console.log(`Address book: ${book}`);
}
await connection.close();

/** The earlier deployment of that name, if it is on this chain. A local chain that was started anew has lost it. */
async function checkEarlier(known: Deployment): Promise<Deployment | undefined> {
  const isHere = Number(chainId) === known.chainId && (await provider.getCode(known.addresses.escrow)) !== "0x";
  if (isHere) return known;
  if (published) throw new Error(`${book} tells of another chain. Move ${folder} away to deploy anew.`);
  console.log(`The deployment in ${folder} is of a chain that is gone; it is removed.`);
  rmSync(folder, { recursive: true });
  return undefined;
}
