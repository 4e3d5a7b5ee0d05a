import { id, keccak256, parseEther, ZeroAddress } from "ethers";

import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import { readCommittee, type ReadCommitteeReturnType } from "../../sdk/committee/readCommittee.ts";
import { sealCommittee } from "../../sdk/committee/sealCommittee.ts";
import { BaseError } from "../../sdk/errors/baseError.ts";
import { BLS_KEY_KIND } from "../../sdk/registry/blsKeyKind.ts";
import { joinPool } from "../../sdk/registry/joinPool.ts";
import { openPool } from "../../sdk/registry/openPool.ts";
import { readBlsKeys } from "../../sdk/registry/readBlsKeys.ts";
import { readPool } from "../../sdk/registry/readPool.ts";
import { registerOperator } from "../../sdk/registry/registerOperator.ts";
import { setBlsKey } from "../../sdk/registry/setBlsKey.ts";
import { stake } from "../../sdk/registry/stake.ts";
import { formatAmount } from "../print/formatAmount.ts";
import { printStep } from "../print/printStep.ts";

const CAPABILITY = id("muster.example.attested-weather");
const MINIMUM_STAKE = parseEther("0.1");
/** A committee that dies sooner is replaced. */
const SOON_SECONDS = 3_600;

/** Someone who attests. */
export interface Attester {
  readonly client: MusterClient;
  /** Hex, of its BLS key. */
  readonly secretKey: string;
  readonly operator: number;
}

/** A sealed committee of all workers. */
export interface PreparedAttesters {
  readonly pool: number;
  readonly committee: ReadCommitteeReturnType;
  readonly attesters: readonly Attester[];
}

/**
 * A pool of the client in which some workers have a seat and a key, and its committee; opened, joined and sealed where
 * that has not been done. A worker's key is derived from a signature of its account, so that every run finds it again;
 * an operator that has brought another key is passed over.
 *
 * @param count How many workers at most.
 */
export async function prepareAttesters(
  client: MusterClient,
  workers: readonly MusterClient[],
  count: number,
): Promise<PreparedAttesters> {
  const pool = await findPool(client);
  const attesters: Attester[] = [];
  for (const worker of workers) {
    if (attesters.length === count) break;
    const secretKey = await secretOf(worker);
    const key = await keyOf(worker);
    if (key === undefined || key === blsPublicKey(secretKey)) attesters.push(await seat(worker, pool, secretKey));
  }
  return { pool, attesters, committee: await findCommittee(client, pool) };
}

async function secretOf(client: MusterClient): Promise<string> {
  const signature = await signerOf(client).signMessage("The key that I attest with in Muster's example");
  return generateBlsKey(keccak256(signature));
}

/** The key that the worker's operator has brought; `undefined` when there is none. */
async function keyOf(client: MusterClient): Promise<string | undefined> {
  const operator = Number(await client.registry.operatorOf(await signerOf(client).getAddress()));
  try {
    return operator === 0 ? undefined : (await readBlsKeys(client, { operators: [operator] }))[0];
  } catch (error) {
    if (error instanceof BaseError && error.code === "BLS_KEY_MISSING") return undefined;
    throw error;
  }
}

async function findPool(client: MusterClient): Promise<number> {
  const { registry, deployment } = client;
  const market = deployment.addresses.center;
  const owner = await signerOf(client).getAddress();
  const filter = registry.filters.PoolOpened(undefined, owner, market);
  const opened = await registry.queryFilter(filter, deployment.fromBlock);
  const known = opened.find(({ args }) => args.terms.capability === CAPABILITY);
  if (known) {
    console.log(`  pool ${known.args.pool} is there already`);
    return Number(known.args.pool);
  }
  const { pool, receipt } = await openPool(client, {
    terms: {
      market,
      capability: CAPABILITY,
      minimumStake: MINIMUM_STAKE,
      seatLimit: 100,
      minimumResponseBlocks: 1,
      maxSlashBps: 1_000,
      noShowBps: 0,
      requiredKeys: 1 << BLS_KEY_KIND,
      gate: ZeroAddress,
    },
  });
  printStep(`the owner opens pool ${pool}`, receipt);
  return pool;
}

async function seat(client: MusterClient, pool: number, secretKey: string): Promise<Attester> {
  const { registry } = client;
  const signer = signerOf(client);
  let operator = Number(await registry.operatorOf(await signer.getAddress()));
  if (operator === 0) {
    const registered = await registerOperator(client);
    operator = registered.operator;
    printStep(`operator ${operator} registers`, registered.receipt);
  }
  const { active } = await registry.stakeOf(operator);
  if (active < MINIMUM_STAKE) {
    const amount = 2n * MINIMUM_STAKE - active;
    printStep(`operator ${operator} stakes ${formatAmount(amount)}`, await stake(client, { amount }));
  }
  if ((await keyOf(client)) === undefined) {
    printStep(`operator ${operator} brings its BLS key`, await setBlsKey(client, { secretKey }));
  }
  if (!(await registry.membershipOf(pool, operator)).isLive) {
    printStep(`operator ${operator} takes a seat`, await joinPool(client, { pool }));
  }
  return { client, secretKey, operator };
}

/** The newest committee if it seats everybody and lives long enough, or a new one. */
async function findCommittee(client: MusterClient, pool: number): Promise<ReadCommitteeReturnType> {
  const newest = await client.committees.currentOf(pool);
  const [{ version }, block] = await Promise.all([readPool(client, { pool }), client.provider.getBlock("latest")]);
  if (newest !== 0n) {
    const known = await readCommittee(client, { committee: newest });
    if (known.rosterVersion === version && (block?.timestamp ?? 0) + SOON_SECONDS < known.diesAt) return known;
  }
  const { committee, receipts } = await sealCommittee(client, { pool });
  for (const receipt of receipts) printStep(`the owner seals pool ${pool}`, receipt);
  return readCommittee(client, { committee });
}
