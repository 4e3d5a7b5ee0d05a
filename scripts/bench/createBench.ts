import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type Contract, type ContractTransactionReceipt, type ContractTransactionResponse, toQuantity } from "ethers";
import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import type { TaskIdParts } from "../../sdk/dispatch/taskIdOf.ts";
import { VRFCoordinatorV2_5__factory, type VRFCoordinatorV2_5 } from "../../typechain-types/index.ts";
import { deploySuite } from "../deploy/deploySuite.ts";
import { fixClock } from "./fixClock.ts";

/** Noon of a day; any moment does, as long as it never changes. */
const START = Date.UTC(2026, 0, 1, 12) / 1000;
const BLOCK_SECONDS = 12;
const ETHER = 10n ** 18n;

/** Within the cap of EIP-7825, and never estimated: an estimate would run everything twice. */
const GAS_LIMIT = 16_000_000n;

/** A request to send, as TypeChain's contracts make them. */
export type Sending = Promise<ContractTransactionResponse>;

/** The suite as the deploy script wires it, on a network of its own whose blocks are the same in every run. */
export interface Bench extends MusterClient {
  readonly connection: NetworkConnection;
  readonly coordinator: VRFCoordinatorV2_5;
  readonly vrfSecretKey: bigint;
  readonly governor: HardhatEthersSigner;
  /** Posts tasks, from credit. */
  readonly actor: HardhatEthersSigner;
  /** Executes callbacks. */
  readonly executor: HardhatEthersSigner;
  /** Consumes the leading result in its callback. */
  readonly consumer: Contract;
  readonly token: Contract;
  /** Makes operators in bulk. */
  readonly filler: Contract;
  readonly idParts: Pick<TaskIdParts, "chainId" | "dispatcher">;
  /** Gas price and limit of every transaction. */
  readonly overrides: { readonly gasLimit: bigint; maxFeePerGas: bigint; maxPriorityFeePerGas: bigint };
  /** Waits for a transaction; fails if it did. */
  mined(sending: Sending): Promise<ContractTransactionReceipt>;
  /** Gas of a mined transaction. */
  gasOf(sending: Sending): Promise<number>;
  /** Mines empty blocks. */
  mine(blocks: number): Promise<void>;
  /** Sends in the name of an account of no one, which gets coin for its gas. */
  actAs(address: string): Promise<HardhatEthersSigner>;
  close(): Promise<void>;
}

const settings = {
  secretKey: 0x6d75737465722d62656e6368n,
  maxGasPrice: 500_000_000_000n,
} as const;

/** Opens the network, deploys the suite and funds those who take part. */
export async function createBench(): Promise<Bench> {
  hre.hooks.registerHandlers("network", fixClock(START, BLOCK_SECONDS));
  const connection = await hre.network.create({
    network: "default",
    override: { initialDate: new Date(START * 1000), initialBaseFeePerGas: 10n ** 9n },
  });
  const { ethers, provider } = connection;
  const [governor, actor, executor] = (await ethers.getSigners()) as [
    HardhatEthersSigner,
    HardhatEthersSigner,
    HardhatEthersSigner,
  ];
  const deployment = await deploySuite(connection, { vrf: { kind: "own", ...settings } });
  const client = createMusterClient({ deployment, runner: governor });
  const coordinator = VRFCoordinatorV2_5__factory.connect(deployment.addresses.coordinator, governor);
  const deploy = async (name: string, ...parameters: unknown[]) =>
    (await ethers.deployContract(name, parameters)) as unknown as Contract;

  await coordinator.fundSubscriptionWithNative(await client.beacon.subscriptionId(), { value: 100n * ETHER });
  const bench: Bench = {
    ...client,
    connection,
    coordinator,
    vrfSecretKey: settings.secretKey,
    governor,
    actor,
    executor,
    consumer: await deploy("ConsumerMock", deployment.addresses.dispatcher),
    token: await deploy("BenchToken", 10n ** 30n),
    filler: await deploy("SeatFiller"),
    idParts: { chainId: deployment.chainId, dispatcher: deployment.addresses.dispatcher },
    overrides: { gasLimit: GAS_LIMIT, maxFeePerGas: 4n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 9n },
    mined,
    gasOf: async (sending) => Number((await mined(sending)).gasUsed),
    mine: async (blocks) =>
      void (await provider.request({
        method: "hardhat_mine",
        params: [toQuantity(blocks), toQuantity(BLOCK_SECONDS)],
      })),
    actAs,
    close: async () => connection.close(),
  };
  return bench;

  async function actAs(address: string): Promise<HardhatEthersSigner> {
    await provider.request({ method: "hardhat_setBalance", params: [address, toQuantity(1_000n * ETHER)] });
    return ethers.getImpersonatedSigner(address);
  }

  async function mined(sending: Sending): Promise<ContractTransactionReceipt> {
    const receipt = await (await sending).wait();
    if (receipt?.status !== 1) throw new Error("A measured transaction failed.");
    return receipt;
  }
}
