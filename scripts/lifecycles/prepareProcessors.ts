import { parseEther } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import { joinPool } from "../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../sdk/registry/registerOperator.ts";
import { stake } from "../../sdk/registry/stake.ts";
import { formatAmount } from "../print/formatAmount.ts";
import { printStep } from "../print/printStep.ts";

const STAKE = parseEther("1");

/** Someone who runs scripts. */
export interface PreparedProcessor {
  readonly client: MusterClient;
  readonly operator: bigint;
}

/** Workers as processors: registered, with stake and a seat in the market's pool, wherever that has not been done. */
export async function prepareProcessors(workers: readonly MusterClient[]): Promise<readonly PreparedProcessor[]> {
  const processors: PreparedProcessor[] = [];
  for (const client of workers) processors.push(await prepare(client));
  return processors;
}

async function prepare(client: MusterClient): Promise<PreparedProcessor> {
  const { registry, jobs } = client;
  let operator = Number(await registry.operatorOf(await signerOf(client).getAddress()));
  if (operator === 0) {
    const registered = await registerOperator(client);
    operator = registered.operator;
    printStep(`operator ${operator} registers`, registered.receipt);
  }
  const { active } = await registry.stakeOf(operator);
  if (active < STAKE) {
    const amount = STAKE - active;
    printStep(`operator ${operator} stakes ${formatAmount(amount)}`, await stake(client, { amount }));
  }
  const pool = Number(await jobs.pool());
  if (!(await registry.membershipOf(pool, operator)).isLive) {
    printStep(`operator ${operator} takes a seat`, await joinPool(client, { pool }));
  }
  return { client, operator: BigInt(operator) };
}
