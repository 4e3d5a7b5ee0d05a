import type { ContractRunner, Provider } from "ethers";

import { type DestinationGateway, DestinationGateway__factory } from "../../typechain-types/index.ts";
import { BaseError } from "../errors/baseError.ts";

/** A gateway on another chain, seen by one account there. */
export interface GatewayClient {
  readonly gateway: DestinationGateway;
  readonly address: string;
  readonly provider: Provider;
  /** First block in which an event of the gateway can be. */
  readonly fromBlock: number;
}

/** What a client is made from. */
export interface CreateGatewayClientParameters {
  readonly address: string;
  /** Who signs there; a provider alone can only read. */
  readonly runner: ContractRunner;
  /** First block in which an event of the gateway can be; 0 by default. */
  readonly fromBlock?: number;
}

/**
 * Connects an account of another chain to the gateway there.
 *
 * @throws {BaseError} `CLIENT_WITHOUT_PROVIDER` when the runner has no provider.
 */
export function createGatewayClient(parameters: CreateGatewayClientParameters): GatewayClient {
  const { address, runner, fromBlock = 0 } = parameters;
  const { provider } = runner;
  if (!provider) throw new BaseError("CLIENT_WITHOUT_PROVIDER", "The runner has no provider: connect it to a chain.");
  return { gateway: DestinationGateway__factory.connect(address, runner), address, provider, fromBlock };
}
