import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { id as hashText } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { advertise, type AdvertiseParameters } from "../../sdk/jobs/advertise.ts";
import type { JobTerms } from "../../sdk/jobs/jobTerms.ts";
import { registerJob, type RegisterJobParameters } from "../../sdk/jobs/registerJob.ts";
import { scheduleFor } from "../../sdk/jobs/scheduleFor.ts";
import { createMatcher, type CreateMatcherParameters, type Matcher } from "../../services/matcher/createMatcher.ts";
import { jobDefaults } from "./jobs.ts";
import { recordLogger } from "./recordLogger.ts";
import { deployTestSuite, type TestSuite } from "./suite.ts";

/** An operator that advertises, and the suite as it sees it. */
export interface MarketProcessor {
  readonly signer: HardhatEthersSigner;
  readonly operator: bigint;
  readonly client: MusterClient;
}

/** The suite as it is deployed, with processors that advertise. */
export interface JobMarketSuite {
  readonly suite: TestSuite;
  readonly consumer: MusterClient;
  readonly processors: readonly MarketProcessor[];
  /** Accounts that are nobody in particular. */
  readonly others: readonly HardhatEthersSigner[];
  as(runner: HardhatEthersSigner): MusterClient;
}

/** What a processor of tests offers unless it says otherwise. */
export const marketOffer = {
  baseFee: jobDefaults.ad.baseFee,
  maxMemory: jobDefaults.ad.maxMemory * 64n,
  storageCapacity: jobDefaults.ad.storageCapacity,
  networkQuota: jobDefaults.ad.networkQuota,
} as const;

/** Deploys the suite with a processor for each offer. */
export async function deployJobMarket(
  connection: NetworkConnection,
  offers: readonly Partial<AdvertiseParameters>[],
): Promise<JobMarketSuite> {
  const suite = await deployTestSuite(connection, 0);
  const [, , , ...accounts] = await connection.ethers.getSigners();
  const as = (runner: HardhatEthersSigner) => createMusterClient({ deployment: suite.deployment, runner });
  const pool = await suite.jobs.pool();
  const processors: MarketProcessor[] = [];
  for (const [index, offer] of offers.entries()) {
    const signer = accounts[index]!;
    const { registry } = as(signer);
    await registry.register([], signer, "");
    const operator = await registry.operatorOf(signer);
    await registry.stake(operator, jobDefaults.stake, { value: jobDefaults.stake });
    await registry.joinPool(pool, "0x");
    await advertise(as(signer), { ...marketOffer, ...offer });
    processors.push({ signer, operator, client: as(signer) });
  }
  return { suite, consumer: as(suite.actor), processors, others: accounts.slice(offers.length), as };
}

/** A job of the consumer, with the default schedule after the deployment's own time to acknowledge. */
export async function registerMarketJob(
  { suite, consumer }: JobMarketSuite,
  changes: Partial<RegisterJobParameters["terms"]> = {},
): Promise<{ id: string; terms: JobTerms }> {
  const { ackWindow } = await suite.jobs.settings();
  const time = BigInt(await suite.connection.networkHelpers.time.latest());
  const { duration, interval, executions, reward, lead } = jobDefaults;
  const startTime = (time + ackWindow * 2n + lead) * 1_000n;
  const schedule = scheduleFor({ startTime, interval, duration, executions });
  return registerJob(consumer, { terms: { script: hashText("script"), schedule, reward, ...changes } });
}

/** A matcher under test. */
export interface TestMatcher extends Matcher {
  readonly log: ReturnType<typeof recordLogger>;
}

/** A matcher that matches at any loss, and does upkeep that pays, unless the changes say otherwise. */
export function matcherOf(
  { as }: Pick<JobMarketSuite, "as">,
  signer: HardhatEthersSigner,
  changes: Partial<CreateMatcherParameters> = {},
): TestMatcher {
  const log = recordLogger();
  const matcher = createMatcher({
    client: as(signer),
    signer,
    minimumProfit: -jobDefaults.stake,
    budget: jobDefaults.stake,
    maxConcurrent: 8,
    maxRounds: 3,
    upkeep: false,
    collect: {},
    logger: log.logger,
    ...changes,
  });
  return { ...matcher, log };
}
