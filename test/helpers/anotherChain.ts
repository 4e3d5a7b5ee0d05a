import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { concat, dataSlice, keccak256, ZeroAddress } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { sealCommittee } from "../../sdk/committee/sealCommittee.ts";
import { createGatewayClient } from "../../sdk/gateway/gatewayClient.ts";
import { acknowledgeJob } from "../../sdk/jobs/acknowledgeJob.ts";
import { buildJobTerms, DestinationKind, JobAccess } from "../../sdk/jobs/jobTerms.ts";
import { registerJob } from "../../sdk/jobs/registerJob.ts";
import { scheduleFor } from "../../sdk/jobs/scheduleFor.ts";
import { createBlsThread } from "../../services/operator/aggregator/createBlsThread.ts";
import { createOperatorNode } from "../../services/operator/createOperatorNode.ts";
import type { WitnessRole } from "../../services/operator/witness/witnessSettings.ts";
import { AccessManager__factory, DestinationGateway__factory } from "../../typechain-types/index.ts";
import { provenKey } from "./attestation.ts";
import { defaults } from "./defaults.ts";
import { freePort } from "./freePort.ts";
import { jobDefaults, joinAsProcessor } from "./jobs.ts";
import { meetClocks } from "./meetClocks.ts";
import type { operatorBench } from "./operatorNodes.ts";
import { deployTestSuite } from "./suite.ts";
import { watchLogger } from "./watchLogger.ts";

const WITNESSES = 3;
/** Milliseconds; seconds for epochs. */
const TIMES = { pollIntervalMs: 40, repeatMs: 500, staggerMs: 400, epochSeconds: 1 };

/** A witness: an account of both chains, and a key. */
export interface TestWitness {
  /** Place among the accounts of each chain. */
  readonly account: number;
  readonly signer: HardhatEthersSigner;
  readonly blsKey: string;
}

/** The suite at home, with a committee of witnesses and a processor. */
export async function deployHome(connection: NetworkConnection) {
  const suite = await deployTestSuite(connection, 0);
  const [, , , consumer, processor, ...others] = (await connection.ethers.getSigners()) as Accounts;
  const pool = Number(await suite.witnesses.pool());
  const members: TestWitness[] = [];
  for (const signer of others.slice(0, WITNESSES)) members.push(await joinAsWitness(suite, signer, pool));
  const { committee } = await sealCommittee(suite, { pool });
  const { operator } = await joinAsProcessor({ registry: suite.registry, market: suite.jobs }, processor);
  const as = (runner: HardhatEthersSigner) => createMusterClient({ deployment: suite.deployment, runner });
  return { ...suite, as, consumer, processor, operator, members, witnessPool: pool, committee };
}

export type Home = Awaited<ReturnType<typeof deployHome>>;

/** Registers an account with an attesting key, stakes, and seats it among the witnesses. */
export async function joinAsWitness(
  client: MusterClient,
  signer: HardhatEthersSigner,
  pool: number,
): Promise<TestWitness> {
  const registry = client.registry.connect(signer);
  const blsKey = generateBlsKey(concat([signer.address, signer.address]));
  await registry.register([await provenKey(client, signer.address, blsKey)], signer.address, "");
  const operator = await registry.operatorOf(signer.address);
  await registry.stake(operator, defaults.stake, { value: defaults.stake });
  await registry.joinPool(pool, "0x");
  return { account: FIRST_WITNESS + Number(operator) - 1, signer, blsKey };
}

const FIRST_WITNESS = 5;

/** A gateway of the home's market on another chain, with the committee of witnesses, and a consumer. */
export async function deployAway(connection: NetworkConnection, home: Home) {
  const { ethers } = connection;
  const accounts = (await ethers.getSigners()) as Accounts;
  const [governor, , , , processor] = accounts;
  await meetClocks(home.connection, connection);
  const authority = await new AccessManager__factory(governor).deploy(governor);
  const { maxAge, seedDelay } = defaults.gateway;
  const { chainId: homeChainId, addresses } = home.deployment;
  const factory = new DestinationGateway__factory(governor);
  const gateway = await factory.deploy(authority, homeChainId, addresses.jobs, maxAge, seedDelay);
  const { sealedAt, page0 } = await home.committees.committeeOf(home.committee);
  const code = await home.provider.getCode(page0);
  await gateway.proposeSeed(home.committee, sealedAt, keccak256(code));
  await gateway.seed(dataSlice(code, 1));
  const consumer = await ethers.deployContract("GatewayConsumerMock");
  const address = await gateway.getAddress();
  const clientOf = (runner: HardhatEthersSigner) => createGatewayClient({ address, runner });
  const { chainId } = await ethers.provider.getNetwork();
  const target = await consumer.getAddress();
  return { connection, gateway, consumer, target, chainId, accounts, client: clientOf(processor), clientOf };
}

export type Away = Awaited<ReturnType<typeof deployAway>>;

/** A job of one execution, delivered away, whose only slot the processor has acknowledged. */
export async function assignAway(home: Home, { chainId, target }: Away) {
  const { duration, interval, lead, reward, failureFee, gasFee, fulfillGas: gasLimit } = jobDefaults;
  const now = BigInt(await home.connection.networkHelpers.time.latest());
  const schedule = { startTime: (now + lead) * 1_000n, interval, duration, executions: 1n, maxStartDelay: 0n };
  const terms = buildJobTerms({
    consumer: home.consumer.address,
    script: keccak256("0x5c"),
    schedule: scheduleFor(schedule),
    reward,
    failureFee,
    access: JobAccess.Selected,
    processors: [home.operator],
    destination: { kind: DestinationKind.OtherChain, chainId, target, gasLimit, gasFee },
  });
  const { id } = await registerJob(home.as(home.consumer), {
    terms: { ...terms, processors: [home.operator] },
    details: { scriptUri: "ipfs://script" },
    slots: [{ processor: home.operator, startDelay: 0n }],
  });
  await acknowledgeJob(home.as(home.processor), { id, slot: 0n });
  return { id, terms, startsAt: Number(terms.schedule.startTime / 1_000n) };
}

/** Starts the node of a witness; the first that is started is where the others begin. */
export function witnessBench(bench: ReturnType<typeof operatorBench>) {
  const bootstrap: string[] = [];
  const nodes: { stop(): Promise<void> }[] = [];
  /** One for all nodes: starting a thread takes longer than what it has to do here. */
  const thread = createBlsThread();
  const bls = { ...thread, stop: async () => undefined };

  async function startWitness(home: Home, away: Away, witness: TestWitness, changes: WitnessChanges = {}) {
    const { dataDir = bench.temporaryDir(), ...role } = changes;
    const log = watchLogger();
    const signer = away.accounts[witness.account]!;
    const node = createOperatorNode({
      client: home.as(witness.signer),
      signer: witness.signer,
      blsSecretKey: witness.blsKey,
      logger: log.logger,
      pollIntervalMs: TIMES.pollIntervalMs,
      network: {
        listen: [`/ip4/127.0.0.1/tcp/${await freePort()}`],
        bootstrap: [...bootstrap],
        limits: { announceIntervalMs: 2_000, dialIntervalMs: 100 },
      },
      dataDir,
      bls,
      witness: {
        ...TIMES,
        homeConfirmations: 0,
        destinations: [{ gateway: away.clientOf(signer), signer, confirmations: 0 }],
        ...role,
      },
    });
    nodes.push(node);
    await node.start();
    const [address = ""] = node.addresses()?.network ?? [];
    if (bootstrap.length === 0) bootstrap.push(address);
    return { node, dataDir, ...log };
  }

  /** Starts the nodes of several witnesses: the first, which the others then find. */
  async function startWitnesses(home: Home, away: Away, [first, ...others]: readonly TestWitness[]) {
    if (first === undefined) return [];
    const node = await startWitness(home, away, first);
    return [node, ...(await Promise.all(others.map((witness) => startWitness(home, away, witness))))];
  }

  async function stopAll(): Promise<void> {
    await Promise.all(nodes.splice(0).map((node) => node.stop()));
    await thread.stop();
    bootstrap.splice(0);
  }

  return { startWitness, startWitnesses, stopAll };
}

interface WitnessChanges extends Partial<WitnessRole> {
  readonly dataDir?: string;
}

/** The credit of an account at home. */
export async function creditAtHome({ escrow }: Home, { address }: HardhatEthersSigner): Promise<bigint> {
  return escrow.creditOf(address, ZeroAddress);
}

type S = HardhatEthersSigner;
type Accounts = [S, S, S, S, S, ...S[]];
