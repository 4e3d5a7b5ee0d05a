import { id, parseEther, ZeroAddress } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import { joinPool } from "../../sdk/registry/joinPool.ts";
import { openPool } from "../../sdk/registry/openPool.ts";
import { registerOperator } from "../../sdk/registry/registerOperator.ts";
import { stake } from "../../sdk/registry/stake.ts";
import { formatAmount } from "../print/formatAmount.ts";
import { printStep } from "../print/printStep.ts";

const CAPABILITY = id("muster.example.weather");
const MINIMUM_STAKE = parseEther("0.1");

/** A pool of the client in which every worker has a seat; opened, and joined, where that has not been done. */
export async function preparePool(client: MusterClient, workers: readonly MusterClient[]): Promise<number> {
  const { registry, deployment } = client;
  const { dispatcher } = deployment.addresses;
  const owner = await signerOf(client).getAddress();
  const filter = registry.filters.PoolOpened(undefined, owner, dispatcher);
  const known = (await registry.queryFilter(filter, deployment.fromBlock)).find(
    ({ args }) => args.terms.capability === CAPABILITY,
  );
  const pool = known ? Number(known.args.pool) : await open();
  if (known) console.log(`  pool ${pool} is there already`);
  for (const worker of workers) await seat(worker, pool);
  return pool;

  async function open(): Promise<number> {
    const opened = await openPool(client, {
      terms: {
        market: dispatcher,
        capability: CAPABILITY,
        minimumStake: MINIMUM_STAKE,
        seatLimit: 100,
        minimumResponseBlocks: 2,
        maxSlashBps: 1_000,
        noShowBps: 100,
        requiredKeys: 0,
        gate: ZeroAddress,
      },
    });
    printStep(`the owner opens pool ${opened.pool}`, opened.receipt);
    return opened.pool;
  }
}

async function seat(worker: MusterClient, pool: number): Promise<void> {
  const { registry } = worker;
  const account = await signerOf(worker).getAddress();
  let operator = Number(await registry.operatorOf(account));
  if (operator === 0) {
    const registered = await registerOperator(worker);
    operator = registered.operator;
    printStep(`operator ${operator} registers`, registered.receipt);
  }
  const { active } = await registry.stakeOf(operator);
  if (active < MINIMUM_STAKE) {
    const receipt = await stake(worker, { amount: 2n * MINIMUM_STAKE - active });
    printStep(`operator ${operator} stakes ${formatAmount(2n * MINIMUM_STAKE - active)}`, receipt);
  }
  if ((await registry.membershipOf(pool, operator)).isLive) return;
  printStep(`operator ${operator} takes a seat`, await joinPool(worker, { pool }));
}
