import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { HDNodeWallet, JsonRpcProvider, Mnemonic, parseEther, toBeHex } from "ethers";

import { fundSubscription } from "../../sdk/beacon/fundSubscription.ts";
import type { Deployment } from "../../sdk/client/deployment.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { VRFCoordinatorV2_5__factory } from "../../typechain-types/index.ts";
import { deploySuite } from "../deploy/deploySuite.ts";
import type { ProcessGroup } from "./createProcessGroup.ts";
import { DemoSigner } from "./demoSigner.ts";
import { startChain } from "./startChain.ts";

/** Key of the demo's VRF oracle: for this chain only, which is gone when the demo ends. */
const VRF_KEY = 0x6d75737465722d64656d6f2d767266n;
const GAS_LANE = 500_000_000_000n;
/** Every other task is sampled, so that a demo shows both; four nodes are enough to slash. */
const SAMPLING = { samplingModulus: 2, minSeatsToSlash: 4 };
/** A processor that does not answer is waited for so many seconds of the chain. */
const JOBS = { ackWindow: 20 };
const PHRASE = "test test test test test test test test test test test junk";
const POLL_MS = "250";
/** Accounts that lifecycles share: governor, owner, oracle, keeper. Those after them are the lifecycles'. */
const SHARED_ACCOUNTS = 4;

/** The demo chain makes two blocks a second. */
export const BLOCK_MS = 500;

/** What every lifecycle of the demo stands on. */
export interface Ground {
  readonly url: string;
  readonly deployment: Deployment;
  readonly deploymentPath: string;
  /** Folder for logs and state. */
  readonly folder: string;
  readonly processes: ProcessGroup;
  /** Settings that every service needs. */
  readonly env: Readonly<Record<string, string>>;
  readonly governor: MusterClient;
  /** Who asks for work. */
  readonly owner: MusterClient;
  readonly ownerAddress: string;
  /** The next account that nobody uses, with a client of its own. */
  hire(name: string): { readonly wallet: HDNodeWallet; readonly client: MusterClient };
  /** Names of accounts, for people. */
  nameOf(account: string): string;
  naming(account: string, name: string): void;
  /** Every account that has a name. */
  accounts(): readonly string[];
  say(line: string): void;
  close(): void;
}

/** What the ground is laid with: the processes and the folder are the caller's to clear away, whatever happens. */
export interface LayGroundParameters {
  readonly processes: ProcessGroup;
  /** Folder under `deployments/` for logs and the address book. */
  readonly folder: string;
  /** Hears of each step. */
  readonly say: (line: string) => void;
}

/** Starts the chain, deploys the suite, and starts oracle and keeper. */
export async function layGround({ processes, folder, say }: LayGroundParameters): Promise<Ground> {
  const chain = await startChain();
  processes.adopt(chain.child);
  say(`A chain at ${chain.url}, process ${chain.child.pid}`);

  const deployment = await deploy(chain.url, basename(folder));
  const deploymentPath = join(folder, "muster.json");
  writeFileSync(deploymentPath, JSON.stringify(deployment));
  say(`The suite, with Chainlink's coordinator at ${deployment.addresses.coordinator}`);

  const provider = new JsonRpcProvider(chain.url, undefined, { pollingInterval: 100, cacheTimeout: -1 });
  const accounts = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(PHRASE), "m/44'/60'/0'/0");
  const wallet = (index: number): HDNodeWallet => accounts.deriveChild(index).connect(provider);
  const clientOf = (index: number): MusterClient =>
    createMusterClient({ deployment, runner: new DemoSigner(wallet(index)) });
  const names = new Map<string, string>([
    [wallet(0).address, "governor"],
    [wallet(1).address, "owner"],
    [wallet(3).address, "keeper"],
    [deployment.addresses.beacon, "beacon"],
    [deployment.addresses.center, "center"],
  ]);

  const governor = clientOf(0);
  await fundBeacon(governor);
  const env = { MUSTER_RPC_URL: chain.url, MUSTER_DEPLOYMENT: deploymentPath, MUSTER_POLL_INTERVAL_MS: POLL_MS };
  const oracle = processes.start("oracle", "services/vrf-oracle/main.ts", {
    ...env,
    MUSTER_COORDINATOR: deployment.addresses.coordinator,
    MUSTER_VRF_KEY: toBeHex(VRF_KEY, 32),
    MUSTER_SENDER_KEY: wallet(2).privateKey,
  });
  const keeper = processes.start("keeper", "services/keeper/main.ts", {
    ...env,
    MUSTER_PRIVATE_KEY: wallet(3).privateKey,
  });
  await Promise.all([oracle.first("ready"), keeper.first("ready")]);
  say(`Processes: oracle and keeper; logs are in ${folder}`);

  let hired = SHARED_ACCOUNTS;
  return {
    url: chain.url,
    deployment,
    deploymentPath,
    folder,
    processes,
    env,
    governor,
    owner: clientOf(1),
    ownerAddress: wallet(1).address,
    hire: (name) => {
      const index = hired++;
      names.set(wallet(index).address, name);
      return { wallet: wallet(index), client: clientOf(index) };
    },
    nameOf: (account) => names.get(account) ?? account,
    naming: (account, name) => void names.set(account, name),
    accounts: () => [...names.keys()],
    say,
    close: () => provider.destroy(),
  };
}

async function deploy(url: string, deploymentId: string): Promise<Deployment> {
  process.env.MUSTER_RPC_URL = url;
  const { network } = await import("hardhat");
  const connection = await network.create({ network: "localhost", override: { url } });
  const vrf = { kind: "own", secretKey: VRF_KEY, maxGasPrice: GAS_LANE } as const;
  const deployment = await deploySuite(connection, { vrf, inferenceSampling: SAMPLING, jobs: JOBS }, deploymentId);
  await connection.close();
  return deployment;
}

async function fundBeacon(client: MusterClient): Promise<void> {
  const { deployment, beacon, runner } = client;
  const coordinator = VRFCoordinatorV2_5__factory.connect(deployment.addresses.coordinator, runner);
  await (
    await coordinator.fundSubscriptionWithNative(await beacon.subscriptionId(), { value: parseEther("5") })
  ).wait();
  await fundSubscription(client);
}
