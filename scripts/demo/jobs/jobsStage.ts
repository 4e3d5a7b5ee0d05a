import { join } from "node:path";

import { hexlify, parseEther, randomBytes } from "ethers";

import { readStocks } from "../../../examples/avs/price-oracle/readStocks.ts";
import { serveFeed } from "../../../examples/avs/price-oracle/serveFeed.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { createSoftwareDevice, type SoftwareDevice } from "../../../sdk/devices/createSoftwareDevice.ts";
import { joinPool } from "../../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../../sdk/registry/registerOperator.ts";
import { stake } from "../../../sdk/registry/stake.ts";
import type { ServiceProcess } from "../createProcessGroup.ts";
import { freePort } from "../freePort.ts";
import type { Ground } from "../ground.ts";

const STAKE = parseEther("10");
/** The recorded prices end in March 2010. */
const RECORDED_TIME = 1_267_500_000n;
/** How three exchanges differ: digits, share above the recorded price, milliseconds to answer. */
const EXCHANGES = [
  { decimals: 8, spreadBps: 0n, lag: 0n, delayMs: 5 },
  { decimals: 2, spreadBps: 12n, lag: 0n, delayMs: 20 },
  { decimals: 4, spreadBps: -9n, lag: 0n, delayMs: 40 },
];

/** What each processor asks for an execution: the first is the cheapest. */
const FEES = ["0.0001", "0.0002", "0.0003", "0.0004"].map((fee) => parseEther(fee));

/** A processor as a process. */
export interface DemoProcessor {
  readonly name: string;
  readonly client: MusterClient;
  readonly operator: number;
  readonly device: SoftwareDevice;
  readonly process: ServiceProcess;
}

/** How a processor differs from others. */
export interface HireProcessorParameters {
  /** Price of an execution, in wei. */
  readonly fee: bigint;
  /** Whom it serves; everybody if left out. */
  readonly consumers?: readonly string[];
  /** File of the other chains that it delivers to. */
  readonly destinationsPath?: string;
}

/** All that the stories of Jobs need. */
export interface JobsStage extends Ground {
  /** The first is the cheapest. */
  readonly processors: readonly DemoProcessor[];
  /** Three addresses that tell the recorded price of a share. */
  readonly feeds: readonly string[];
  /** Where the matcher says why a job waits. */
  readonly matcherUrl: string;
  hireProcessor(name: string, parameters: HireProcessorParameters): Promise<DemoProcessor>;
  stop(): Promise<void>;
}

/** Starts exchanges, a matcher and four processors. */
export async function setJobsStage(ground: Ground): Promise<JobsStage> {
  const { processes, env, folder, say } = ground;
  const exchanges = await Promise.all(EXCHANGES.map((exchange) => serveFeed({ records: readStocks(), ...exchange })));
  const running: ServiceProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const { child } of running) child.kill("SIGTERM");
    await Promise.all(exchanges.map((exchange) => exchange.stop()));
  };
  try {
    const matcherUrl = await startMatcher();
    const processors: DemoProcessor[] = [];
    for (const [index, fee] of FEES.entries()) {
      processors.push(await hireProcessor(`processor ${index + 1}`, { fee }));
    }
    await Promise.all(processors.map(({ process }) => process.first("ready")));
    say(`A matcher, and ${FEES.length} processors with ${STAKE / 10n ** 18n} staked each; all are processes`);
    const feeds = exchanges.map(({ feed }) => feed.replace("{timestamp}", String(RECORDED_TIME)));
    return { ...ground, processors, feeds, matcherUrl, hireProcessor, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function startMatcher(): Promise<string> {
    const { wallet } = ground.hire("matcher");
    const port = await freePort();
    const process = processes.start("matcher", "services/matcher/main.ts", {
      ...env,
      MUSTER_PRIVATE_KEY: wallet.privateKey,
      MUSTER_HTTP_PORT: String(port),
      MUSTER_MATCHER_UPKEEP: "true",
      MUSTER_MATCHER_MINIMUM_PROFIT: String(-parseEther("1")),
      MUSTER_MATCHER_BUDGET: String(parseEther("1")),
    });
    running.push(process);
    await process.first("ready");
    return `http://127.0.0.1:${port}`;
  }

  async function hireProcessor(
    name: string,
    { fee, consumers = [], destinationsPath }: HireProcessorParameters,
  ): Promise<DemoProcessor> {
    const { wallet, client } = ground.hire(name);
    const { operator } = await registerOperator(client);
    await stake(client, { operator, amount: STAKE });
    await joinPool(client, { pool: Number(await client.jobs.pool()) });
    const deviceKey = hexlify(randomBytes(32));
    const fileName = name.replaceAll(" ", "-");
    const process = processes.start(fileName, "services/operator/main.ts", {
      ...env,
      MUSTER_PRIVATE_KEY: wallet.privateKey,
      MUSTER_OPERATOR_ROLES: "processor",
      MUSTER_OPERATOR_DATA_DIR: join(folder, fileName),
      MUSTER_PROCESSOR_BASE_FEE: String(fee),
      MUSTER_PROCESSOR_PRIVATE_NETWORK: "yes",
      MUSTER_PROCESSOR_CLOCK: "chain",
      MUSTER_PROCESSOR_SOFTWARE_DEVICE_KEY: deviceKey,
      ...(destinationsPath !== undefined && { MUSTER_PROCESSOR_DESTINATIONS: destinationsPath }),
      ...(consumers.length > 0 && { MUSTER_PROCESSOR_CONSUMERS: consumers.join() }),
    });
    running.push(process);
    return { name, client, operator, device: createSoftwareDevice(deviceKey), process };
  }
}
