import { network } from "hardhat";

import { deployTo } from "./deployTo.ts";

/**
 * `hardhat run scripts/deploy/main.ts --network <name>`: deploys the suite, or resumes a deployment that was
 * interrupted, and writes the address book `deployments/<name>/muster.json`. A chain that Chainlink serves gets its
 * coordinator; any other gets one of its own, answered by `services/vrf-oracle` with the key in MUSTER_VRF_KEY.
 * MUSTER_DEPLOYMENT gives the folder another name than the network's.
 */
const connection = await network.create();
const { networkName } = connection;
const { findings, deployment, ...rest } = await deployTo(connection);
if (!deployment) {
  console.error(`Not deployed to ${networkName}:`);
  for (const finding of findings ?? []) console.error(`- ${finding}`);
  process.exit(1);
}

console.log(`Muster on ${networkName} (chain ${deployment.chainId})`);
for (const [role, address] of Object.entries(deployment.addresses)) console.log(`  ${role.padEnd(12)} ${address}`);
if ("book" in rest && rest.book) console.log(`Address book: ${rest.book}`);
await connection.close();
