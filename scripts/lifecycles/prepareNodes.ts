import { keccak256, parseEther, toBeHex } from "ethers";

import { SUBGROUP_ORDER } from "../../sdk/cipher/subgroupOrder.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import { joinAsNode } from "../../sdk/inference/joinAsNode.ts";
import type { ModelId } from "../../sdk/inference/models/modelId.ts";
import { readNode } from "../../sdk/inference/readNode.ts";
import { resumeNode } from "../../sdk/inference/resumeNode.ts";
import { ENCRYPTION_KEY_KIND } from "../../sdk/registry/encryptionKeyKind.ts";
import { encryptionOperatorKey } from "../../sdk/registry/encryptionOperatorKey.ts";
import { joinPool } from "../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../sdk/registry/registerOperator.ts";
import { setKey } from "../../sdk/registry/setKey.ts";
import { stake } from "../../sdk/registry/stake.ts";
import { formatAmount } from "../print/formatAmount.ts";
import { printStep } from "../print/printStep.ts";

const STAKE = parseEther("1");
const NO_KEY = `0x${"0".repeat(54)}`;

/** Version of the nodes' software. */
export const NODE_VERSION = [1, 0, 0] as const;

/** Someone who computes. */
export interface PreparedNode {
  readonly client: MusterClient;
  readonly operator: number;
  /** Hex, 32 bytes; derived from a signature of the account, so that every run finds it again. */
  readonly encryptionSecret: string;
}

/** A secret that follows from a signature of the client's account. */
export async function secretOf(client: MusterClient, purpose: string): Promise<string> {
  const signature = await signerOf(client).signMessage(`The key that I ${purpose} with in Muster's example`);
  return toBeHex((BigInt(keccak256(signature)) % (SUBGROUP_ORDER - 1n)) + 1n, 32);
}

/** Workers as nodes: registered, with a key, stake and a seat, wherever that has not been done. */
export async function prepareNodes(
  workers: readonly MusterClient[],
  models: readonly ModelId[],
): Promise<readonly PreparedNode[]> {
  const nodes: PreparedNode[] = [];
  for (const client of workers) nodes.push(await prepare(client, models));
  return nodes;
}

async function prepare(client: MusterClient, models: readonly ModelId[]): Promise<PreparedNode> {
  const { registry, inference } = client;
  const encryptionSecret = await secretOf(client, "compute");
  let operator = Number(await registry.operatorOf(await signerOf(client).getAddress()));
  if (operator === 0) {
    const registered = await registerOperator(client);
    operator = registered.operator;
    printStep(`operator ${operator} registers`, registered.receipt);
  }
  if ((await registry.keyOf(operator, ENCRYPTION_KEY_KIND)) === NO_KEY) {
    const key = encryptionOperatorKey(encryptionSecret);
    printStep(`operator ${operator} brings its encryption key`, await setKey(client, { key }));
  }
  const { active } = await registry.stakeOf(operator);
  if (active < STAKE) {
    const amount = STAKE - active;
    printStep(`operator ${operator} stakes ${formatAmount(amount)}`, await stake(client, { amount }));
  }
  const pool = Number(await inference.pool());
  if (!(await registry.membershipOf(pool, operator)).isLive) {
    printStep(`operator ${operator} takes a seat`, await joinPool(client, { pool }));
  }
  const { status } = await readNode(client, { operator });
  if (status === "None" || status === "Quit") {
    printStep(`operator ${operator} is a node`, await joinAsNode(client, { gpu: 0, version: NODE_VERSION, models }));
  } else if (status === "Paused") {
    printStep(`node ${operator} takes tasks again`, await resumeNode(client));
  }
  return { client, operator, encryptionSecret };
}
