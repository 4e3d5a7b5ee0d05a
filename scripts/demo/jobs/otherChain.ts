import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { dataSlice, type HDNodeWallet, JsonRpcProvider, keccak256, parseEther } from "ethers";

import { generateBlsKey } from "../../../sdk/bls/generateBlsKey.ts";
import { sendWrite } from "../../../sdk/client/sendWrite.ts";
import { sealCommittee } from "../../../sdk/committee/sealCommittee.ts";
import { blsOperatorKey } from "../../../sdk/registry/blsOperatorKey.ts";
import { joinPool } from "../../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../../sdk/registry/registerOperator.ts";
import { stake } from "../../../sdk/registry/stake.ts";
import {
  AccessManager__factory,
  DestinationGateway__factory,
  type JobInbox,
  JobInbox__factory,
} from "../../../typechain-types/index.ts";
import { gatewayDefaults } from "../../deploy/deployGateway.ts";
import type { ServiceProcess } from "../createProcessGroup.ts";
import { DemoSigner } from "../demoSigner.ts";
import type { Ground } from "../ground.ts";
import { startChain } from "../startChain.ts";

const CHAIN_ID = 424_242;
const WITNESSES = 3;
const STAKE = parseEther("10");
/** Seconds from one root to the next. */
const EPOCH = "5";
const LOOK_MS = 250;

/** Another chain of this machine, whose gateway believes the witnesses at home. */
export interface OtherChain {
  readonly chainId: bigint;
  /** Gets what the gateway brings. */
  readonly inbox: JobInbox;
  /** File for processors that deliver there. */
  readonly destinationsPath: string;
  readonly witnesses: readonly ServiceProcess[];
  close(): void;
}

interface Member {
  readonly name: string;
  readonly wallet: HDNodeWallet;
  readonly blsKey: string;
}

/** Waits until a chain's clock, in seconds, has come as far as another's. */
async function reach(provider: JsonRpcProvider, time: number): Promise<void> {
  while (((await provider.getBlock("latest"))?.timestamp ?? 0) < time) await sleep(LOOK_MS);
}

/** Starts a second chain with a gateway and an inbox behind it, and three witnesses of both chains. */
export async function openOtherChain(ground: Ground): Promise<OtherChain> {
  const { owner, processes, folder, say, deployment, env } = ground;
  const chain = await startChain(CHAIN_ID);
  processes.adopt(chain.child);
  const provider = new JsonRpcProvider(chain.url, undefined, { pollingInterval: 100, cacheTimeout: -1 });
  const governor = new DemoSigner(ground.hire("governor elsewhere").wallet.connect(provider));
  const members: Member[] = [];
  const pool = Number(await owner.witnesses.pool());
  for (let index = 1; index <= WITNESSES; index++) members.push(await seat(`witness ${index}`));
  const { committee } = await sealCommittee(owner, { pool });
  const gateway = await openGateway();
  const inbox = await new JobInbox__factory(governor).deploy(gateway);
  await inbox.waitForDeployment();
  say(`A second chain at ${chain.url}, with a gateway at ${gateway}`);

  const destinationsPath = join(folder, "destinations.json");
  writeFileSync(destinationsPath, JSON.stringify([{ chainId: CHAIN_ID, rpcUrl: chain.url, gateway }]));
  const witnesses: ServiceProcess[] = [];
  let bootstrap = "";
  for (const member of members) witnesses.push(await startWitness(member));
  await Promise.all(witnesses.map((witness) => witness.first("ready")));
  say(`${WITNESSES} witnesses tell the chains of each other, and answer with ${STAKE / 10n ** 18n} staked each`);
  return { chainId: BigInt(CHAIN_ID), inbox, destinationsPath, witnesses, close: () => provider.destroy() };

  async function seat(name: string): Promise<Member> {
    const { wallet, client } = ground.hire(name);
    const blsKey = generateBlsKey();
    await registerOperator(client, { keys: [await blsOperatorKey(client, { secretKey: blsKey })] });
    await stake(client, { amount: STAKE });
    await joinPool(client, { pool });
    return { name, wallet, blsKey };
  }

  /** The first committee is governance's word; those after it are the witnesses'. */
  async function openGateway(): Promise<string> {
    const authority = await new AccessManager__factory(governor).deploy(governor);
    await authority.waitForDeployment();
    const { maxAge, seedDelay } = gatewayDefaults;
    const { chainId, addresses } = deployment;
    const factory = new DestinationGateway__factory(governor);
    const contract = await factory.deploy(authority, chainId, addresses.jobs, maxAge, seedDelay);
    await contract.waitForDeployment();
    const { sealedAt, page0 } = await owner.committees.committeeOf(committee);
    const code = await owner.provider.getCode(page0);
    await reach(provider, Number(sealedAt));
    await sendWrite(async () => contract.proposeSeed(committee, sealedAt, keccak256(code)));
    await sendWrite(async () => contract.seed(dataSlice(code, 1)));
    return contract.getAddress();
  }

  async function startWitness({ name, wallet, blsKey }: Member): Promise<ServiceProcess> {
    const fileName = name.replace(" ", "-");
    const process = processes.start(fileName, "services/operator/main.ts", {
      ...env,
      MUSTER_PRIVATE_KEY: wallet.privateKey,
      MUSTER_BLS_KEY: blsKey,
      MUSTER_OPERATOR_ROLES: "witness",
      MUSTER_OPERATOR_DATA_DIR: join(folder, fileName),
      MUSTER_OPERATOR_LISTEN: "/ip4/127.0.0.1/tcp/0",
      MUSTER_OPERATOR_BOOTSTRAP: bootstrap,
      MUSTER_OPERATOR_REBROADCAST_MS: "1500",
      MUSTER_WITNESS_RPC_URLS: chain.url,
      MUSTER_WITNESS_GATEWAYS: await inbox.courier(),
      MUSTER_WITNESS_CONFIRMATIONS: "1",
      MUSTER_WITNESS_HOME_CONFIRMATIONS: "1",
      MUSTER_WITNESS_EPOCH_SECONDS: EPOCH,
    });
    if (bootstrap === "") {
      const { addresses } = await process.first("listening");
      bootstrap = (addresses as readonly string[])[0] ?? "";
    }
    return process;
  }
}
