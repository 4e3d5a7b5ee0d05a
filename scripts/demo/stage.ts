import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import {
  HDNodeWallet,
  id,
  JsonRpcProvider,
  Mnemonic,
  NonceManager,
  parseEther,
  type Signer,
  toBeHex,
  ZeroAddress,
} from "ethers";

import { fundSubscription } from "../../sdk/beacon/fundSubscription.ts";
import type { Deployment } from "../../sdk/client/deployment.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { deposit } from "../../sdk/escrow/deposit.ts";
import { joinPool } from "../../sdk/registry/joinPool.ts";
import { openPool } from "../../sdk/registry/openPool.ts";
import { registerOperator } from "../../sdk/registry/registerOperator.ts";
import { stake } from "../../sdk/registry/stake.ts";
import { ExampleToken__factory, VRFCoordinatorV2_5__factory } from "../../typechain-types/index.ts";
import { deploySuite } from "../deploy/deploySuite.ts";
import type { Behaviour } from "./cast.ts";
import type { ProcessGroup, ServiceProcess } from "./createProcessGroup.ts";
import { type FileServer, serveFiles } from "./serveFiles.ts";
import { startChain } from "./startChain.ts";

/** Key of the demo's VRF oracle: for this chain only, which is gone when the demo ends. */
const VRF_KEY = 0x6d75737465722d64656d6f2d767266n;
const GAS_LANE = 500_000_000_000n;
const PHRASE = "test test test test test test test test test test test junk";
const POLL_MS = "250";
const BLOCK_MS = "500";

export const STAKE = parseEther("10");
const NO_SHOW_BPS = 100;

/** One of the seven. */
export interface DemoRunner {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly wallet: HDNodeWallet;
  readonly operator: number;
  process: ServiceProcess;
}

/** All that stories need. */
export interface Stage {
  readonly url: string;
  readonly deploymentPath: string;
  readonly folder: string;
  readonly governor: MusterClient;
  /** Who asks for work. */
  readonly owner: MusterClient;
  readonly ownerAddress: string;
  readonly runners: DemoRunner[];
  readonly pool: number;
  /** An ERC-20 of which the owner has all. */
  readonly token: string;
  readonly files: FileServer;
  /** Names of accounts, for people. */
  nameOf(account: string): string;
  naming(account: string, name: string): void;
  restart(runner: DemoRunner): Promise<void>;
  close(): void;
}

/** What the stage is set with: the processes and the folder are the caller's to clear away, whatever happens. */
export interface SetStageParameters {
  readonly cast: readonly Behaviour[];
  readonly processes: ProcessGroup;
  /** Folder under `deployments/` for logs and the address book. */
  readonly folder: string;
  /** Hears of each step. */
  readonly say: (line: string) => void;
}

/** Starts the chain, deploys, seats the runners and starts every service. */
export async function setStage({ cast, processes, folder, say }: SetStageParameters): Promise<Stage> {
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
    createMusterClient({ deployment, runner: new NonceManager(wallet(index)) });
  const [governor, owner] = [clientOf(0), clientOf(1)];
  const names = new Map<string, string>([
    [wallet(0).address, "governor"],
    [wallet(1).address, "owner"],
    [wallet(3).address, "keeper"],
    [deployment.addresses.beacon, "beacon"],
  ]);

  const pool = await openDemoPool(governor);
  const token = await deployToken(owner);
  const files = await serveFiles();
  const runners: DemoRunner[] = [];
  const env = { MUSTER_RPC_URL: chain.url, MUSTER_DEPLOYMENT: deploymentPath, MUSTER_POLL_INTERVAL_MS: POLL_MS };
  const startRunner = (name: string, behaviour: Behaviour, privateKey: string): ServiceProcess =>
    processes.start(name, "scripts/demo/demoRunner.ts", {
      ...env,
      MUSTER_PRIVATE_KEY: privateKey,
      MUSTER_RUNNER_ALLOWED_URLS: `${files.origin}/`,
      MUSTER_RUNNER_KINDS: behaviour === "skipper" ? "image" : "weather",
      MUSTER_RUNNER_BLOCK_TIME_MS: BLOCK_MS,
      MUSTER_RUNNER_MINIMUM_PROFIT: "-1000000000000000000",
      MUSTER_RUNNER_CURRENCIES: `${token}=1`,
      MUSTER_DEMO_BEHAVIOUR: behaviour,
    });
  for (const [index, behaviour] of cast.entries()) {
    const signer = wallet(index + 4);
    const client = clientOf(index + 4);
    const { operator } = await registerOperator(client);
    await stake(client, { amount: STAKE });
    await joinPool(client, { pool });
    const name = `runner ${index + 1}`;
    names.set(signer.address, name);
    runners.push({ name, behaviour, wallet: signer, operator, process: undefined as never });
  }
  say(`Seven operators, ${STAKE / 10n ** 18n} staked each, in pool ${pool}`);

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
  for (const runner of runners) {
    runner.process = startRunner(runner.name.replace(" ", "-"), runner.behaviour, runner.wallet.privateKey);
  }
  await Promise.all(
    [oracle, keeper, ...runners.map((runner) => runner.process)].map((service) => service.waitFor("ready")),
  );
  say(`Processes: oracle, keeper and seven runners; their logs are in ${folder}`);

  return {
    url: chain.url,
    deploymentPath,
    folder,
    governor,
    owner,
    ownerAddress: wallet(1).address,
    runners,
    pool,
    token,
    files,
    nameOf: (account) => names.get(account) ?? account,
    naming: (account, name) => void names.set(account, name),
    restart: async (runner) => {
      runner.process = startRunner(runner.name.replace(" ", "-"), "honest", runner.wallet.privateKey);
      await runner.process.waitFor("ready");
    },
    close: () => {
      files.server.close();
      provider.destroy();
    },
  };
}

async function deploy(url: string, deploymentId: string): Promise<Deployment> {
  process.env.MUSTER_RPC_URL = url;
  const { network } = await import("hardhat");
  const connection = await network.create({ network: "localhost", override: { url } });
  const vrf = { kind: "own", secretKey: VRF_KEY, maxGasPrice: GAS_LANE } as const;
  const deployment = await deploySuite(connection, { vrf }, deploymentId);
  await connection.close();
  return deployment;
}

async function openDemoPool(client: MusterClient): Promise<number> {
  const { deployment, beacon, runner } = client;
  const coordinator = VRFCoordinatorV2_5__factory.connect(deployment.addresses.coordinator, runner);
  await (
    await coordinator.fundSubscriptionWithNative(await beacon.subscriptionId(), { value: parseEther("5") })
  ).wait();
  await fundSubscription(client);
  const { pool } = await openPool(client, {
    terms: {
      market: deployment.addresses.dispatcher,
      capability: id("weather"),
      minimumStake: parseEther("1"),
      seatLimit: 100,
      minimumResponseBlocks: 10,
      maxSlashBps: 1_000,
      noShowBps: NO_SHOW_BPS,
      requiredKeys: 0,
      gate: ZeroAddress,
    },
  });
  return pool;
}

async function deployToken({ runner }: MusterClient): Promise<string> {
  const token = await new ExampleToken__factory(runner as Signer).deploy(parseEther("1000"));
  await token.waitForDeployment();
  return token.getAddress();
}

/** Buys credit for an account. */
export async function fundAccount(client: MusterClient, account: string, amount: bigint): Promise<void> {
  await deposit(client, { amount, account });
}
