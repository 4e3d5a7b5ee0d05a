import { join } from "node:path";

import { type HDNodeWallet, id, parseEther, type Signer, ZeroAddress } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { deposit } from "../../../sdk/escrow/deposit.ts";
import { joinPool } from "../../../sdk/registry/joinPool.ts";
import { openPool } from "../../../sdk/registry/openPool.ts";
import { registerOperator } from "../../../sdk/registry/registerOperator.ts";
import { stake } from "../../../sdk/registry/stake.ts";
import { ExampleToken__factory } from "../../../typechain-types/index.ts";
import type { ServiceProcess } from "../createProcessGroup.ts";
import { BLOCK_MS, type Ground } from "../ground.ts";
import type { Behaviour } from "./cast.ts";
import { type FileServer, serveFiles } from "./serveFiles.ts";

const STAKE = parseEther("10");
const NO_SHOW_BPS = 100;

/** One of the seven. */
export interface DemoRunner {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly wallet: HDNodeWallet;
  readonly operator: number;
  process: ServiceProcess;
}

/** All that the stories of Dispatch need. */
export interface DispatchStage extends Ground {
  readonly runners: DemoRunner[];
  readonly pool: number;
  /** An ERC-20 of which the owner has all. */
  readonly token: string;
  readonly files: FileServer;
  restart(runner: DemoRunner): Promise<void>;
}

/** Seats the runners and starts them. */
export async function setDispatchStage(ground: Ground, cast: readonly Behaviour[]): Promise<DispatchStage> {
  const { processes, env, say } = ground;
  const pool = await openDemoPool(ground.governor);
  const token = await deployToken(ground.owner);
  const files = await serveFiles();
  const runners: DemoRunner[] = [];
  for (const [index, behaviour] of cast.entries()) {
    const name = `runner ${index + 1}`;
    const { wallet, client } = ground.hire(name);
    const { operator } = await registerOperator(client);
    await stake(client, { amount: STAKE });
    await joinPool(client, { pool });
    const process = startRunner(name, behaviour, wallet.privateKey);
    runners.push({ name, behaviour, wallet, operator, process });
  }
  say(`${runners.length} operators, ${STAKE / 10n ** 18n} staked each, in pool ${pool}`);
  await Promise.all(runners.map(({ process }) => process.first("ready")));
  say("Each runs its runner, a process with a sandbox");

  return {
    ...ground,
    runners,
    pool,
    token,
    files,
    restart: async (runner) => {
      runner.process = startRunner(runner.name, "honest", runner.wallet.privateKey);
      await runner.process.first("ready");
    },
    close: () => files.server.close(),
  };

  function startRunner(name: string, behaviour: Behaviour, privateKey: string): ServiceProcess {
    return processes.start(name.replace(" ", "-"), "scripts/demo/dispatch/demoRunner.ts", {
      ...env,
      MUSTER_PRIVATE_KEY: privateKey,
      MUSTER_RUNNER_ALLOWED_URLS: `${files.origin}/`,
      MUSTER_RUNNER_KINDS: behaviour === "skipper" ? "image" : "weather,digit",
      MUSTER_RUNNER_CIRCUITS: join("circuits", "keys"),
      MUSTER_RUNNER_DIGIT_MODEL: join("circuits", "models", "digits.json"),
      MUSTER_RUNNER_BLOCK_TIME_MS: String(BLOCK_MS),
      MUSTER_RUNNER_MINIMUM_PROFIT: "-1000000000000000000",
      MUSTER_RUNNER_CURRENCIES: `${token}=1`,
      MUSTER_DEMO_BEHAVIOUR: behaviour,
    });
  }
}

async function openDemoPool(client: MusterClient): Promise<number> {
  const { pool } = await openPool(client, {
    terms: {
      market: client.deployment.addresses.dispatcher,
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
