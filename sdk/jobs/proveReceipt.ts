import { AbiCoder } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { readLogs } from "../client/readLogs.ts";
import { BaseError } from "../errors/baseError.ts";
import type { GatewayClient } from "../gateway/gatewayClient.ts";
import { createReceiptHistory, type ReceiptHistory } from "./createReceiptHistory.ts";
import type { JobReceipt } from "./receiptLeaf.ts";
import { receiptTree } from "./receiptTree.ts";

/** Which execution, and where it was delivered. */
export interface ProveReceiptParameters {
  readonly gateway: GatewayClient;
  /** Hex, 32 bytes. */
  readonly job: string;
  readonly slot: bigint;
  readonly execution: bigint;
  /** Whoever proves often keeps one, so that events are read once. */
  readonly history?: ReceiptHistory;
}

/** What the market at home wants of a processor. */
export interface ProveReceiptReturnType {
  readonly receipt: JobReceipt;
  readonly proof: string[];
  /** Hex, 32 bytes: the root that was accepted at home. */
  readonly root: string;
  /** Hex: root and proof, as `report` takes them. */
  readonly deliveryProof: string;
}

/**
 * Proves at home what became of an execution on another chain, under the newest root that was accepted at home.
 *
 * @throws {BaseError} `RECEIPT_UNKNOWN` when it was not delivered; `RECEIPT_WITHOUT_ROOT` when witnesses have signed no
 * root that holds it yet.
 * @throws {MusterError} when a chain cannot be reached.
 */
export async function proveReceipt(
  client: MusterClient,
  parameters: ProveReceiptParameters,
): Promise<ProveReceiptReturnType> {
  const { gateway, job, slot, execution } = parameters;
  const home = { homeChainId: client.deployment.chainId, market: client.deployment.addresses.jobs };
  const history = parameters.history ?? createReceiptHistory(gateway, home);
  await history.read(await readCall(async () => gateway.provider.getBlockNumber()));
  const accepted = await acceptedRoots(client, (await gateway.provider.getNetwork()).chainId);
  let isDelivered = false;
  for (const time of history.times().toReversed()) {
    const receipts = history.at(time);
    const receipt = receipts.find((each) => each.job === job && each.slot === slot && each.execution === execution);
    if (receipt === undefined) continue;
    isDelivered = true;
    const tree = receiptTree(receipts);
    if (tree === undefined || !accepted.has(tree.root)) continue;
    const { root } = tree;
    const proof = tree.proofOf(receipt);
    return { receipt, proof, root, deliveryProof: encodeProof(root, proof) };
  }
  const place = `execution ${execution} of slot ${slot} of job ${job}`;
  if (!isDelivered) throw new BaseError("RECEIPT_UNKNOWN", `The gateway has no delivery of ${place}.`);
  throw new BaseError("RECEIPT_WITHOUT_ROOT", `No root that was accepted at home holds ${place}.`);
}

async function acceptedRoots(client: MusterClient, chainId: bigint): Promise<ReadonlySet<string>> {
  const { receipts, provider, deployment } = client;
  const [topics, toBlock] = await readCall(async () =>
    Promise.all([receipts.filters.ReceiptRootAccepted(chainId).getTopicFilter(), provider.getBlockNumber()]),
  );
  const address = deployment.addresses.receipts;
  const found = { address, topics: topics as string[], fromBlock: deployment.fromBlock, toBlock };
  const logs = await readLogs(provider, found);
  return new Set(logs.map((log) => String(receipts.interface.parseLog(log)?.args.root)));
}

function encodeProof(root: string, proof: string[]): string {
  return AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32[]"], [root, proof]);
}
