import type { NetworkConnection } from "hardhat/types/network";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import type { SuiteSettings } from "../../scripts/deploy/suiteSettings.ts";
import type { Deployment } from "../../sdk/client/deployment.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { buildFulfillment } from "../../sdk/vrf/buildFulfillment.ts";
import { decodeRandomnessRequest } from "../../sdk/vrf/decodeRandomnessRequest.ts";
import { VRFCoordinatorV2_5__factory, type VRFCoordinatorV2_5 } from "../../typechain-types/index.ts";
import type { VRF } from "../../typechain-types/@chainlink/contracts/src/v0.8/vrf/dev/VRFCoordinatorV2_5.ts";
import { defaults } from "./defaults.ts";
import { deployAgain } from "./deployAgain.ts";

/** An operator with a seat. */
export interface TestOperator {
  readonly signer: HardhatEthersSigner;
  readonly operator: number;
}

/** The suite as the deploy script wires it, with one pool of operators and a funded actor. */
export interface TestSuite extends MusterClient {
  readonly connection: NetworkConnection;
  readonly deployment: Deployment;
  readonly coordinator: VRFCoordinatorV2_5;
  readonly governor: HardhatEthersSigner;
  /** An account with credit that approved the Dispatcher. */
  readonly actor: HardhatEthersSigner;
  /** An account that is nobody in particular. */
  readonly stranger: HardhatEthersSigner;
  readonly operators: readonly TestOperator[];
  readonly pool: number;
  readonly native: string;
}

/** Deploys the suite and seats operators in one pool, as many as `defaults.rosterSize` unless told otherwise. */
export async function deployTestSuite(
  connection: NetworkConnection,
  rosterSize: number = defaults.rosterSize,
  settings: Partial<SuiteSettings> = {},
): Promise<TestSuite> {
  const { ethers } = connection;
  const [governor, actor, stranger, ...others] = await ethers.getSigners();
  if (!governor || !actor || !stranger) throw new Error("The network has too few accounts.");
  const deployment = await deployAgain(connection, {
    vrf: { kind: "own", secretKey: defaults.vrfSecretKey, maxGasPrice: defaults.maxGasPrice },
    ...settings,
  });
  const client = createMusterClient({ deployment, runner: governor });
  const { registry, escrow, dispatcher, beacon } = client;
  const coordinator = VRFCoordinatorV2_5__factory.connect(deployment.addresses.coordinator, governor);
  await coordinator.fundSubscriptionWithNative(await beacon.subscriptionId(), { value: 10n ** 19n });

  await registry.openPool(poolTerms(await dispatcher.getAddress(), ethers));
  const pool = Number(await registry.poolCount());
  const operators: TestOperator[] = [];
  for (const signer of await accountsOf(connection, others, rosterSize)) {
    operators.push(await seatOperator(client, signer, pool));
  }
  await escrow.deposit(ethers.ZeroAddress, actor.address, defaults.credit, { value: defaults.credit });
  await escrow.connect(actor).approveMarket(dispatcher, true);

  const native = ethers.ZeroAddress;
  return { ...client, connection, deployment, coordinator, governor, actor, stranger, operators, pool, native };
}

/** Terms of a pool, field by field as `PoolTerms` on-chain. */
export interface PoolTerms {
  readonly market: string;
  readonly capability: string;
  readonly minimumStake: bigint;
  readonly seatLimit: number;
  readonly minimumResponseBlocks: number;
  readonly maxSlashBps: number;
  readonly noShowBps: number;
  readonly requiredKeys: number;
  readonly gate: string;
}

/** So many of the network's accounts, and where they are too few, made-up ones. */
async function accountsOf(
  { ethers, networkHelpers }: NetworkConnection,
  known: readonly HardhatEthersSigner[],
  count: number,
): Promise<HardhatEthersSigner[]> {
  const accounts = known.slice(0, count);
  while (accounts.length < count) {
    const address = ethers.dataSlice(ethers.id(`operator ${accounts.length}`), 12);
    await networkHelpers.setBalance(address, defaults.credit);
    accounts.push(await ethers.getImpersonatedSigner(ethers.getAddress(address)));
  }
  return accounts;
}

/** Terms of a pool for a market, with the defaults. */
export function poolTerms(market: string, { ZeroAddress, id }: NetworkConnection["ethers"]): PoolTerms {
  return {
    market,
    capability: id("general"),
    minimumStake: defaults.minimumStake,
    seatLimit: defaults.seatLimit,
    minimumResponseBlocks: defaults.minimumResponseBlocks,
    maxSlashBps: defaults.maxSlashBps,
    noShowBps: defaults.noShowBps,
    requiredKeys: 0,
    gate: ZeroAddress,
  };
}

/** Registers an account, stakes for it and seats it. */
export async function seatOperator(
  client: MusterClient,
  signer: HardhatEthersSigner,
  pool: number,
): Promise<TestOperator> {
  const registry = client.registry.connect(signer);
  await registry.register([], signer.address, "");
  const operator = await registry.operatorOf(signer.address);
  await registry.stake(operator, defaults.stake, { value: defaults.stake });
  await registry.joinPool(pool, "0x");
  return { signer, operator: Number(operator) };
}

/** Closes the open round with a real request, and answers it with a real proof. */
export async function answerRound(suite: TestSuite): Promise<void> {
  await suite.beacon.request();
  await answerRequest(suite);
}

/** Answers the newest request with a real proof. */
export async function answerRequest(suite: TestSuite): Promise<void> {
  const { coordinator, connection } = suite;
  const requests = await coordinator.queryFilter(coordinator.filters.RandomWordsRequested());
  const newest = requests.at(-1);
  if (!newest) throw new Error("Nothing was requested.");
  await connection.networkHelpers.mine(3);
  const request = decodeRandomnessRequest(newest);
  const { proof, commitment } = buildFulfillment({
    request,
    blockHash: newest.blockHash,
    secretKey: defaults.vrfSecretKey,
  });
  await coordinator.fulfillRandomWords(proof as unknown as VRF.ProofStruct, commitment, false);
}
