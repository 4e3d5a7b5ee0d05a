import { hexlify, keccak256, type Log, type Signer } from "ethers";

import type { MusterClient } from "../../../../sdk/client/musterClient.ts";
import { readLogs } from "../../../../sdk/client/readLogs.ts";
import { BaseError } from "../../../../sdk/errors/baseError.ts";
import type { DecodedError } from "../../../../sdk/errors/decodeError.ts";
import type { GatewayClient } from "../../../../sdk/gateway/gatewayClient.ts";
import { createAssignmentHistory } from "../../../../sdk/jobs/createAssignmentHistory.ts";
import { createReceiptHistory, type ReceiptHistory } from "../../../../sdk/jobs/createReceiptHistory.ts";
import { proveAssignment } from "../../../../sdk/jobs/proveAssignment.ts";
import { proveReceipt } from "../../../../sdk/jobs/proveReceipt.ts";
import { createTransactor, type Transactor } from "../../../createTransactor.ts";
import { explainFailure } from "../../../explainFailure.ts";
import { DeliveryFailedError } from "./deliveryFailedError.ts";
import type { DeliveredElsewhere, Elsewhere, ElsewhereDelivery } from "./elsewhere.ts";

/** Seconds: a time that no chain reaches. */
const FOREVER = 2n ** 48n;
/** Why a proof cannot be had yet. */
const UNPROVEN = new Set(["ASSIGNMENT_WITHOUT_ROOT", "RECEIPT_WITHOUT_ROOT", "RECEIPT_UNKNOWN"]);

/** A chain that is delivered to. */
export interface GatewayDestination {
  readonly chainId: bigint;
  /** The one gateway there that serves the market, seen by the signer. */
  readonly gateway: GatewayClient;
  /** The operator's controller there: the same account, which pays for the gas. */
  readonly signer: Signer;
}

/** What deliveries are made with. */
export interface CreateGatewayDeliveryParameters {
  /** The suite at home. */
  readonly client: MusterClient;
  readonly destinations: readonly GatewayDestination[];
}

interface Remote extends GatewayDestination {
  readonly transactor: Transactor;
  readonly receipts: ReceiptHistory;
}

/** Delivers through gateways, under the roots that witnesses sign: of assignments there, of receipts at home. */
export function createGatewayDelivery({ client, destinations }: CreateGatewayDeliveryParameters): Elsewhere {
  const home = { homeChainId: client.deployment.chainId, market: client.deployment.addresses.jobs };
  const assignments = createAssignmentHistory(client);
  const remotes = new Map<bigint, Remote>(
    destinations.map((destination) => {
      const { gateway, signer } = destination;
      const transactor = createTransactor({ provider: gateway.provider, signer });
      return [destination.chainId, { ...destination, transactor, receipts: createReceiptHistory(gateway, home) }];
    }),
  );

  async function advance(delivery: ElsewhereDelivery): Promise<DeliveredElsewhere | string> {
    const { chainId } = delivery.record.terms.destination;
    const remote = remotes.get(chainId);
    if (remote === undefined) throw new DeliveryFailedError("refused", 0, `there is no gateway for chain ${chainId}`);
    try {
      const found = await findDelivery(remote, delivery);
      return found === undefined ? await send(remote, delivery) : await prove(remote, delivery, found);
    } catch (error) {
      if (error instanceof BaseError && UNPROVEN.has(error.code)) return error.message;
      throw error;
    }
  }

  /** What the gateway did, whether this process knows of it or not; of several the last, since a retry may follow. */
  async function findDelivery({ gateway: remote, receipts }: Remote, delivery: ElsewhereDelivery) {
    const { gateway, address, provider, fromBlock } = remote;
    const { record, slot, execution } = delivery;
    const toBlock = await provider.getBlockNumber();
    await receipts.read(toBlock);
    const isHere = (at: { readonly job: string; readonly slot: bigint; readonly execution: bigint }) =>
      at.job === record.id && at.slot === BigInt(slot) && at.execution === BigInt(execution);
    if (!receipts.at(FOREVER).some(isHere)) return undefined;
    const topics = (await gateway.filters.ExecutionDelivered(record.id).getTopicFilter()) as string[];
    const logs = await readLogs(provider, { address, topics, fromBlock, toBlock });
    const log = logs.findLast((each) => isHere(argsOf(gateway, each)));
    return log && { ...argsOf(gateway, log), reference: log.transactionHash };
  }

  async function send(remote: Remote, { record, slot, execution, output }: ElsewhereDelivery): Promise<string> {
    const { gateway, transactor } = remote;
    const key = `fulfill ${record.id} ${slot} ${execution}`;
    await transactor.collect(await gateway.provider.getBlockNumber());
    if (transactor.isUnderWay(key)) return "underWay: the delivery is not mined yet";
    const of = { job: record.id, slot: BigInt(slot), history: assignments };
    const { assignment, proof } = await proveAssignment(client, { ...of, gateway });
    try {
      const call = gateway.gateway.fulfill;
      await transactor.send(key, await call.populateTransaction(assignment, proof, execution, hexlify(output)));
      return "underWay: the delivery was sent";
    } catch (error) {
      const { revert, text } = explainFailure(error);
      if (revert === undefined) throw error;
      if (isPassing(revert)) return `refusedForNow: ${text}`;
      throw new DeliveryFailedError("refused", 1, text, { cause: error });
    }
  }

  async function prove(
    { gateway, receipts }: Remote,
    { record, slot, execution, output }: ElsewhereDelivery,
    { isFulfilled, outputHash, reference }: NonNullable<Awaited<ReturnType<typeof findDelivery>>>,
  ): Promise<DeliveredElsewhere> {
    if (!isFulfilled) throw new DeliveryFailedError("refused", 1, "the contract there did not take it");
    if (outputHash !== keccak256(output)) throw new DeliveryFailedError("refused", 1, "another output is there");
    const of = { job: record.id, slot: BigInt(slot), execution: BigInt(execution) };
    const { deliveryProof } = await proveReceipt(client, { ...of, gateway, history: receipts });
    return { reference, proof: deliveryProof };
  }

  return { serves: (chainId) => remotes.has(chainId), advance };
}

/** Whether a refusal of a gateway passes: a root has just ended, its clock is behind, or what was sent has just arrived. */
function isPassing({ name, args }: DecodedError): boolean {
  if (name === "GatewayOutsideWindow") return BigInt(String(args.time)) < BigInt(String(args.opensAt));
  return name === "GatewayUnknownRoot" || name === "GatewayAlreadyDelivered";
}

function argsOf(gateway: GatewayClient["gateway"], log: Log) {
  const { job, slot, execution, outputHash, isFulfilled } = gateway.interface.parseLog(log)!.args;
  return {
    job: job as string,
    slot: slot as bigint,
    execution: execution as bigint,
    outputHash: outputHash as string,
    isFulfilled: isFulfilled as boolean,
  };
}
