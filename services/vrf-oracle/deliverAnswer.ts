import { Contract, type Provider, type Signer } from "ethers";

import { buildFulfillment } from "../../sdk/vrf/buildFulfillment.ts";
import type { RandomnessRequest } from "../../sdk/vrf/randomnessRequest.ts";
import { vrfCoordinatorAbi } from "../../sdk/vrf/vrfCoordinatorAbi.ts";

/** The coordinator insists on the callback's whole gas; what an estimate lacks would fail the answer. */
const GAS_MARGIN_PERCENT = 10n;

/** Who answers what, and where. */
export interface DeliverAnswerParameters {
  readonly provider: Provider;
  /** Pays the transaction; any account may. */
  readonly signer: Signer;
  readonly coordinatorAddress: string;
  readonly secretKey: bigint;
  readonly request: RandomnessRequest;
}

/**
 * Proves one request and sends the answer.
 *
 * The gas price is part of the estimate, because at price zero an empty subscription seems to suffice.
 *
 * @returns The hash of the transaction, which is not yet mined.
 * @throws ethers' `CALL_EXCEPTION` with the coordinator's reason when the answer would be refused now.
 */
export async function deliverAnswer(parameters: DeliverAnswerParameters): Promise<string> {
  const { provider, signer, coordinatorAddress, secretKey, request } = parameters;
  const block = await provider.getBlock(request.blockNumber);
  if (block?.hash == null) throw new Error(`The node does not know block ${request.blockNumber}`);

  const { proof, commitment } = buildFulfillment({ request, blockHash: block.hash, secretKey });
  const coordinator = new Contract(coordinatorAddress, vrfCoordinatorAbi);
  const call = await coordinator.getFunction("fulfillRandomWords").populateTransaction(proof, commitment, false);
  const transaction = { ...call, ...(await gasPrice(provider)) };
  const gas = await signer.estimateGas(transaction);

  const sent = await signer.sendTransaction({ ...transaction, gasLimit: gas + (gas * GAS_MARGIN_PERCENT) / 100n });
  return sent.hash;
}

async function gasPrice(provider: Provider) {
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = await provider.getFeeData();
  return maxFeePerGas === null ? { gasPrice } : { maxFeePerGas, maxPriorityFeePerGas };
}
