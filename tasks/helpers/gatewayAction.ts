import type { ContractTransactionReceipt } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { gatewayPath } from "../../scripts/deploy/gatewayPath.ts";
import { createGatewayClient, type GatewayClient } from "../../sdk/gateway/gatewayClient.ts";
import type { GatewayDeployment } from "../../sdk/gateway/gatewayDeployment.ts";
import { describeFailure } from "./describeFailure.ts";
import { InputError } from "./inputError.ts";
import { printReceipt } from "./printReceipt.ts";
import { printText } from "./printText.ts";
import { readJson } from "./readJson.ts";

/** The options that every task of a gateway has. */
export interface GatewayArguments {
  readonly account: number;
  readonly gateway: string | undefined;
}

/** What every task of a gateway works with. */
export interface GatewayContext {
  readonly client: GatewayClient;
  readonly deployment: GatewayDeployment;
  readonly print: (text: string | readonly (readonly [name: string, value: string])[]) => void;
  readonly report: (what: string, receipt: ContractTransactionReceipt) => void;
}

/** Wraps the body of a task: connects its account to the gateway, and puts failures into words. */
export function gatewayAction<Arguments extends object>(
  body: (context: GatewayContext, taskArguments: Arguments) => Promise<void>,
) {
  return async (taskArguments: Arguments & GatewayArguments, hre: HardhatRuntimeEnvironment): Promise<void> => {
    const connection = await hre.network.create();
    try {
      const { ethers, networkName } = connection;
      const deployment = readJson(taskArguments.gateway ?? gatewayPath(networkName)) as GatewayDeployment;
      const { chainId } = await ethers.provider.getNetwork();
      if (Number(chainId) !== deployment.chainId) {
        throw new InputError(`The gateway is on chain ${deployment.chainId}, but ${networkName} is chain ${chainId}.`);
      }
      const runner = (await ethers.getSigners())[taskArguments.account];
      if (!runner) throw new InputError(`${networkName} has no account ${taskArguments.account}.`);
      const client = createGatewayClient({ address: deployment.gateway, runner, fromBlock: deployment.fromBlock });
      await body({ client, deployment, print: printText, report: printReceipt }, taskArguments);
    } catch (error) {
      const words = describeFailure(error);
      if (words === undefined) throw error;
      console.error(words);
      process.exitCode = 1;
    } finally {
      await connection.close();
    }
  };
}
