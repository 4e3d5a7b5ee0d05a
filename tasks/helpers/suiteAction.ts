import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";

import { deploymentPath } from "../../scripts/deploy/deploymentPath.ts";
import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { describeFailure } from "./describeFailure.ts";
import { InputError } from "./inputError.ts";
import { printReceipt } from "./printReceipt.ts";
import { printText } from "./printText.ts";
import type { TaskContext } from "./taskContext.ts";

/** The options that every task of the suite has. */
export interface SuiteArguments {
  readonly account: number;
  readonly deployment: string | undefined;
}

/** An action of a task of the suite. */
type SuiteAction<Arguments> = (
  taskArguments: Arguments & SuiteArguments,
  hre: HardhatRuntimeEnvironment,
) => Promise<void>;

/** Wraps the body of a task: connects its account to the deployment, and puts failures into words. */
export function suiteAction<Arguments extends object>(
  body: (context: TaskContext, taskArguments: Arguments) => Promise<void>,
): SuiteAction<Arguments> {
  return async (taskArguments, hre) => {
    const connection = await hre.network.create();
    try {
      await body(await createContext(connection, taskArguments), taskArguments);
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

async function createContext(
  { ethers, networkName }: NetworkConnection,
  { account: index, deployment: path }: SuiteArguments,
): Promise<TaskContext> {
  const deployment = loadDeployment(path ?? deploymentPath(networkName));
  const { chainId } = await ethers.provider.getNetwork();
  if (Number(chainId) !== deployment.chainId) {
    throw new InputError(`The deployment is on chain ${deployment.chainId}, but ${networkName} is chain ${chainId}.`);
  }
  // A local chain that was started anew has the same number, and none of the contracts.
  if ((await ethers.provider.getCode(deployment.addresses.escrow)) === "0x") {
    throw new InputError(`The deployment is not on ${networkName} any more: run the deploy script again.`);
  }
  const signers = await ethers.getSigners();
  return { ...as(index), as, print: printText, report: printReceipt };

  function as(account: number): Pick<TaskContext, "client" | "account"> {
    const runner = signers[account];
    if (!runner) throw new InputError(`${networkName} has ${signers.length} accounts; --account counts from 0.`);
    return { client: createMusterClient({ deployment, runner }), account: runner.address };
  }
}
