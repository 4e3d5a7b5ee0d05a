import { AbiCoder, getAddress, Interface, type Provider } from "ethers";

import type { Avs, Execute, Validate } from "../../../services/avs-kit/avs.ts";
import { AvsError } from "../../../services/avs-kit/avsError.ts";

const inbox = new Interface(["event IntentSent(address indexed sender, uint256 notBefore, bytes intent)"]);
const encode = (values: readonly unknown[]) =>
  AbiCoder.defaultAbiCoder().encode(["address", "uint256", "bytes", "uint256"], values);

/** Where intents are sent. */
export interface CreateIntentExecutorParameters {
  readonly provider: Pick<Provider, "getTransactionReceipt" | "getBlockNumber">;
  /** The contract whose events count. */
  readonly inbox: string;
}

/** Executes an intent when its event was seen and its block has come. */
export function createIntentExecutor({ provider, inbox: contract }: CreateIntentExecutorParameters): Avs {
  const address = getAddress(contract);

  async function readIntent(transactionHash: string, logIndex: number) {
    const receipt = await provider.getTransactionReceipt(transactionHash);
    if (receipt === null) throw new AvsError("TRANSACTION_UNKNOWN", "The node does not know that transaction");
    const log = receipt.logs.find((log) => log.index === logIndex && log.address === address);
    const event = log && inbox.parseLog(log);
    return event
      ? { sender: event.args.sender, notBefore: event.args.notBefore, intent: event.args.intent }
      : undefined;
  }

  const execute: Execute = async ({ input: { transactionHash, logIndex } }) => {
    const found = await readIntent(String(transactionHash), Number(logIndex));
    if (found === undefined) throw new AvsError("INTENT_UNKNOWN", "There is no intent in that place");
    const block = BigInt(await provider.getBlockNumber());
    if (block < found.notBefore) throw new AvsError("INTENT_EARLY", `It is block ${block}, not ${found.notBefore}`);
    const data = encode([found.sender, found.notBefore, found.intent, block]);
    return { proofOfTask: `${String(transactionHash)}:${Number(logIndex)}`, data };
  };

  const validate: Validate = async ({ proofOfTask, data }) => {
    const [, transactionHash, logIndex] = /^(0x[0-9a-f]{64}):(\d{1,9})$/.exec(proofOfTask) ?? [];
    if (transactionHash === undefined) return false;
    const found = await readIntent(transactionHash, Number(logIndex));
    const block = readBlock(data);
    if (found === undefined || block === undefined || block < found.notBefore) return false;
    if (BigInt(await provider.getBlockNumber()) < block)
      throw new AvsError("NODE_BEHIND", `It is not block ${block} yet`);
    return data === encode([found.sender, found.notBefore, found.intent, block]);
  };

  return { execute, validate };
}

/** The block in which it was executed, the last of four words. */
function readBlock(data: string): bigint | undefined {
  return data.length < 2 + 4 * 64 ? undefined : BigInt(`0x${data.slice(2 + 3 * 64, 2 + 4 * 64)}`);
}
