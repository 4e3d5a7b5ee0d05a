import { Contract, type ContractRunner, ZeroAddress } from "ethers";

import type { TaskPartiesReader } from "./taskParties.ts";

const ABI = ["function partiesOf(bytes32 taskId) view returns (address creator, address node)"];

/**
 * Asks a contract for the parties to a task, the market itself or a lens of it: zero addresses stand for a task that
 * does not exist or is over, and for a node that is not selected yet.
 */
export function createContractParties(address: string, runner: ContractRunner): TaskPartiesReader {
  const contract = new Contract(address, ABI, runner);
  return {
    async partiesOf(taskId) {
      const [creator, node] = (await contract.getFunction("partiesOf").staticCall(taskId)) as [string, string];
      if (creator === ZeroAddress) return undefined;
      return { creator, node: node === ZeroAddress ? undefined : node };
    },
  };
}
