import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { Contract, Provider, Signer } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import type { Blob } from "../../sdk/availability/blob.ts";
import { hashBytes } from "../../sdk/availability/hashBytes.ts";
import { uploadBlob, type UploadBlobReturnType } from "../../sdk/availability/uploadBlob.ts";
import { createContractParties } from "../../services/relay/createContractParties.ts";
import { createRelay, type CreateRelayParameters, type Relay } from "../../services/relay/createRelay.ts";
import { createTaskRoles } from "../../services/relay/createTaskRoles.ts";
import { DataAvailability__factory, type DataAvailability } from "../../typechain-types/index.ts";
import { seededWord } from "./availability.ts";
import { defaults } from "./defaults.ts";
import { recordLogger } from "./recordLogger.ts";

/** A chain with data availability, and a market with one task. */
export interface RelayGround {
  readonly chainId: number;
  readonly provider: Provider;
  readonly availability: DataAvailability;
  readonly market: Contract;
  readonly taskId: string;
  readonly publisher: HardhatEthersSigner;
  readonly creator: HardhatEthersSigner;
  readonly node: HardhatEthersSigner;
  readonly stranger: HardhatEthersSigner;
}

/** A relay under test. */
export interface TestRelay extends Relay {
  readonly base: string;
  readonly log: ReturnType<typeof recordLogger>;
}

/** Deploys what a relay looks at. */
export async function deployRelayGround({ ethers }: NetworkConnection): Promise<RelayGround> {
  const [publisher, creator, node, stranger] = await ethers.getSigners();
  if (!publisher || !creator || !node || !stranger) throw new Error("The network has too few accounts.");
  const contract = await ethers.deployContract("DataAvailability", [defaults.maxRootAge, ethers.ZeroAddress]);
  const market = (await ethers.deployContract("TaskPartiesMock")) as unknown as Contract;
  const taskId = seededWord("task");
  await market.getFunction("set")(taskId, creator.address, node.address);
  const provider = ethers.provider as unknown as Provider;
  return {
    chainId: Number((await provider.getNetwork()).chainId),
    provider,
    availability: DataAvailability__factory.connect(await contract.getAddress(), publisher),
    market,
    taskId,
    publisher,
    creator,
    node,
    stranger,
  };
}

/** A folder that ends with the test. */
export function makeFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "muster-relay-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts a relay that posts at once and looks at the chain only when told to. */
export async function startRelay(
  ground: RelayGround,
  dataDir: string,
  changes: Partial<CreateRelayParameters> = {},
): Promise<TestRelay> {
  const { chainId, provider, publisher: signer, availability, market } = ground;
  const log = recordLogger();
  const address = await market.getAddress();
  const roles = createTaskRoles({
    markets: { [address]: createContractParties(address, provider) },
    publisher: signer.address,
  });
  const relay = createRelay({
    chainId,
    provider,
    signer,
    availability,
    roles,
    dataDir,
    logger: log.logger,
    pollIntervalMs: defaults.never,
    ...changes,
    batch: { batchSeconds: 0, confirmations: 2, ...changes.batch },
    limits: { maxBlobBytes: defaults.relayBlobBytes, ...changes.limits },
  });
  await relay.start();
  // The first look, which starting leaves under way.
  await relay.tick();
  return { ...relay, base: relay.url() ?? "", log };
}

/** A blob of the ground's task; named by SHA-256, or by another hash if told. */
export async function taskBlob(
  { market, taskId }: RelayGround,
  bytes: Uint8Array,
  changes: Partial<Blob> = {},
): Promise<Blob> {
  const own = { market: await market.getAddress(), taskId, dataHash: hashBytes(bytes), size: BigInt(bytes.length) };
  return { kind: "Parameters", ...own, ...changes };
}

/** Uploads the parameters of the ground's task as its creator, or something else if told. */
export async function uploadTo(
  ground: RelayGround,
  { base }: Pick<TestRelay, "base">,
  bytes: Uint8Array,
  { signer = ground.creator, blob = {}, ...rest }: UploadChanges = {},
): Promise<UploadBlobReturnType> {
  return uploadBlob({
    relay: base,
    signer,
    blob: await taskBlob(ground, bytes, blob),
    bytes,
    chainId: ground.chainId,
    availability: await ground.availability.getAddress(),
    ...rest,
  });
}

/** How an upload differs from the usual one. */
export interface UploadChanges extends Partial<Omit<Parameters<typeof uploadBlob>[0], "signer" | "blob">> {
  readonly signer?: Signer;
  readonly blob?: Partial<Blob>;
}
