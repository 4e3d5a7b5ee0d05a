import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type HDNodeWallet, parseEther, type Signer } from "ethers";

import { createPriceOracle } from "../../../examples/avs/price-oracle/createPriceOracle.ts";
import { serveFeed } from "../../../examples/avs/price-oracle/serveFeed.ts";
import { readStocks } from "../../../examples/avs/price-oracle/readStocks.ts";
import { acceptTerms } from "../../../sdk/attestation/acceptTerms.ts";
import { createTaskDefinition } from "../../../sdk/attestation/createTaskDefinition.ts";
import { fundTaskDefinition } from "../../../sdk/attestation/fundTaskDefinition.ts";
import { setHook } from "../../../sdk/attestation/setHook.ts";
import { setSlashingTerms } from "../../../sdk/attestation/setSlashingTerms.ts";
import { generateBlsKey } from "../../../sdk/bls/generateBlsKey.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { sealCommittee } from "../../../sdk/committee/sealCommittee.ts";
import { blsOperatorKey } from "../../../sdk/registry/blsOperatorKey.ts";
import { joinPool } from "../../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../../sdk/registry/registerOperator.ts";
import { stake } from "../../../sdk/registry/stake.ts";
import { createExecutionService } from "../../../services/avs-kit/createExecutionService.ts";
import type { AvsService } from "../../../services/avs-kit/createServiceServer.ts";
import { createValidationService } from "../../../services/avs-kit/createValidationService.ts";
import { type PriceConsumer, PriceConsumer__factory } from "../../../typechain-types/index.ts";
import type { ServiceProcess } from "../createProcessGroup.ts";
import { freePort } from "../freePort.ts";
import { BLOCK_MS, type Ground } from "../ground.ts";
import type { Mood } from "./mood.ts";
import { forgePrice } from "./forgePrice.ts";

/** Ten seats of equal power: seven are more than two thirds, four more than one. */
const OPERATORS = 10;
const STAKE = parseEther("10");
const HOOK_GAS = 300_000;
/** The data set ends in March 2010; the oracle's clock stands there. */
const RECORDED_TIME = 1_267_500_000n;
const SYMBOLS = ["AAPL", "GOOG", "IBM", "MSFT"];
/** How four exchanges differ: digits, share above the recorded price, seconds late, milliseconds to answer. */
const EXCHANGES = [
  { decimals: 8, spreadBps: 0n, lag: 0n, delayMs: 5 },
  { decimals: 2, spreadBps: 12n, lag: 60n, delayMs: 20 },
  { decimals: 4, spreadBps: -9n, lag: 0n, delayMs: 40 },
  { decimals: 3, spreadBps: 3n, lag: 3_600n, delayMs: 10 },
];
const SLASHING_TERMS = {
  doubleAttestationBps: 2_000,
  incorrectAttestationBps: 1_000,
  rejectedPerformerBps: 1_500,
  reporterBps: 1_000,
  jails: true,
};
const STARTED = Date.now();

/** Blocks in which an outcome can be challenged, and then answered. */
export const DISPUTE_BLOCKS = 60;

/** One of the ten: a process, and the services that it asks. */
export interface DemoOperator {
  readonly name: string;
  readonly wallet: HDNodeWallet;
  readonly client: MusterClient;
  readonly operator: number;
  readonly blsKey: string;
  readonly process: ServiceProcess;
  /** What its services are up to; stories change it. */
  readonly mood: Mood;
}

/** All that the stories of Attestation need. */
export interface AttestationStage extends Ground {
  /** The first performs, the second aggregates; all attest. */
  readonly operators: readonly DemoOperator[];
  readonly pool: number;
  readonly taskDefinitionId: number;
  readonly consumer: PriceConsumer;
  readonly committee: bigint;
  /** Multiaddr of the first node. */
  readonly bootstrap: string;
  /** Has the performer perform. */
  perform(symbol: string): Promise<void>;
}

/** Seats ten operators, seals their committee, defines the oracle's task, and starts their nodes and services. */
export async function setAttestationStage(ground: Ground): Promise<AttestationStage> {
  const { owner, say, folder, processes, env } = ground;
  const pool = Number(await owner.center.defaultPool());
  const exchanges = await Promise.all(EXCHANGES.map((exchange) => serveFeed({ records: readStocks(), ...exchange })));
  const services: AvsService[] = [];
  const hired = await Promise.all(Array.from({ length: OPERATORS }, async (_, index) => seat(index)));
  const { committee, receipts } = await sealCommittee(owner, { pool });
  const gas = receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
  say(
    `${OPERATORS} operators, ${STAKE / 10n ** 18n} staked each; committee sealed for ${gas.toLocaleString("en")} gas`,
  );

  const { taskDefinitionId, consumer } = await define();
  for (const { client } of hired) await acceptTerms(client, { taskDefinitionId });
  say(`Task definition ${taskDefinitionId}: the price of a share; everybody accepted its slashing terms`);

  const triggers = join(folder, "triggers.json");
  writeFileSync(triggers, JSON.stringify([{ kind: "manual", name: "by-hand", taskDefinitionId }]));
  const [performerPort, aggregatorPort] = [await freePort(), await freePort()];
  const operators: DemoOperator[] = [];
  let bootstrap = "";
  for (const [index, account] of hired.entries()) operators.push(await startNode(account, index));
  await Promise.all(operators.map(({ process }) => process.first("ready")));
  await Promise.all(operators.map(({ process }) => process.first("peerListens")));
  say("Ten nodes gossip over TCP; each asks an Execution or Validation Service of its own");

  return {
    ...ground,
    operators,
    pool,
    taskDefinitionId,
    consumer,
    committee,
    bootstrap,
    perform,
    close: () => void Promise.all([...services, ...exchanges].map((service) => service.stop())),
  };

  async function seat(index: number) {
    const name = `operator ${index + 1}`;
    const { wallet, client } = ground.hire(name);
    const blsKey = generateBlsKey();
    const key = await blsOperatorKey(client, { secretKey: blsKey });
    const { operator } = await registerOperator(client, { keys: [key] });
    await stake(client, { amount: STAKE });
    await joinPool(client, { pool });
    return { name, wallet, client, operator, blsKey };
  }

  async function define() {
    const { taskDefinitionId: id } = await createTaskDefinition(owner, {
      name: "Price of a share",
      baseRewardFeeForAttesters: parseEther("0.001"),
      baseRewardFeeForPerformer: parseEther("0.01"),
      baseRewardFeeForAggregator: parseEther("0.005"),
      disputePeriodBlocks: BigInt(DISPUTE_BLOCKS),
    });
    const { center } = owner.deployment.addresses;
    const contract = await new PriceConsumer__factory(owner.runner as Signer).deploy(center, id);
    await contract.waitForDeployment();
    await setHook(owner, { taskDefinitionId: id, hook: await contract.getAddress(), gasLimit: HOOK_GAS });
    await fundTaskDefinition(owner, { taskDefinitionId: id, amount: parseEther("1") });
    await setSlashingTerms(owner, { taskDefinitionId: id, terms: SLASHING_TERMS });
    return { taskDefinitionId: id, consumer: contract };
  }

  async function startNode(account: Omit<DemoOperator, "process" | "mood">, index: number): Promise<DemoOperator> {
    const mood: Mood = { isForging: false, isGullible: false };
    const [executionUrl, validationUrl] = await serveAvs(mood);
    const node = processes.start(account.name.replace(" ", "-"), "services/operator/main.ts", {
      ...env,
      MUSTER_PRIVATE_KEY: account.wallet.privateKey,
      MUSTER_BLS_KEY: account.blsKey,
      MUSTER_OPERATOR_ROLES: ["attester,performer", "attester,aggregator"][index] ?? "attester",
      MUSTER_OPERATOR_DATA_DIR: join(folder, account.name.replace(" ", "-")),
      MUSTER_OPERATOR_LISTEN: "/ip4/127.0.0.1/tcp/0",
      MUSTER_OPERATOR_BOOTSTRAP: bootstrap,
      MUSTER_OPERATOR_EXECUTION_URL: executionUrl,
      MUSTER_OPERATOR_VALIDATION_URL: validationUrl,
      MUSTER_OPERATOR_TRIGGERS: triggers,
      MUSTER_OPERATOR_AGGREGATORS: `http://127.0.0.1:${aggregatorPort}`,
      MUSTER_OPERATOR_MORE_SIGNERS_MS: "1500",
      MUSTER_OPERATOR_REBROADCAST_MS: "1500",
      MUSTER_OPERATOR_CONFIRMATIONS: "0",
      MUSTER_OPERATOR_PUNISHES: "yes",
      ...portOf(index),
    });
    if (index === 0) {
      const { addresses } = await node.first("listening");
      bootstrap = (addresses as readonly string[])[0] ?? "";
    }
    return { ...account, process: node, mood };
  }

  function portOf(index: number): Readonly<Record<string, string>> {
    const port = [performerPort, aggregatorPort][index];
    return port === undefined ? {} : { MUSTER_OPERATOR_RPC_PORT: String(port) };
  }

  /** The services of one operator, honest unless its mood says otherwise. */
  async function serveAvs(mood: Mood): Promise<[string, string]> {
    const { execute, validate } = createPriceOracle({
      feeds: exchanges.map(({ feed }) => feed),
      symbols: SYMBOLS,
      minimumFeeds: 3,
      feedTimeoutMs: 3_000,
      maxAge: 600n,
      now: () => RECORDED_TIME + BigInt(Math.floor((Date.now() - STARTED) / BLOCK_MS)),
    });
    const execution = createExecutionService({
      execute: async (request) => {
        const outcome = await execute(request);
        return mood.isForging ? forgePrice(outcome) : outcome;
      },
    });
    const validation = createValidationService({ validate: async (task) => mood.isGullible || validate(task) });
    services.push(execution, validation);
    return Promise.all([execution.start(), validation.start()]);
  }

  async function perform(symbol: string): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${performerPort}/task/execute`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ taskDefinitionId, symbol }),
    });
    if (!response.ok) throw new Error(`The performer refused: ${await response.text()}`);
  }
}
