import { AbiCoder, concat, id, type Signer, toBeHex, zeroPadValue } from "ethers";

/** What the tests call an inbox: it emits `IntentSent` of whatever it is told, in eleven instructions. */
const RUNTIME = concat([
  "0x6020360360206000", // size - 32, 32, 0
  "0x37", // CALLDATACOPY: the event's data, behind the sender
  "0x600035", // the sender, from the first word
  concat(["0x7f", id("IntentSent(address,uint256,bytes)")]),
  "0x60203603", // size - 32
  "0x6000a2", // LOG2
  "0x00",
]);
/** Returns what follows it. */
const DEPLOYER = concat(["0x60", toBeHex((RUNTIME.length - 2) / 2), "0x8060095f395ff3"]);

/** Deploys one. @returns Its address. */
export async function deployIntentInbox(deployer: Signer): Promise<string> {
  const transaction = await deployer.sendTransaction({ data: concat([DEPLOYER, RUNTIME]) });
  const receipt = await transaction.wait();
  return receipt!.contractAddress!;
}

/** Sends an intent. @returns The hash of the transaction whose first event it is. */
export async function sendIntent(
  signer: Signer,
  inbox: string,
  { notBefore, intent }: { notBefore: bigint; intent: string },
): Promise<string> {
  const sender = zeroPadValue(await signer.getAddress(), 32);
  const event = AbiCoder.defaultAbiCoder().encode(["uint256", "bytes"], [notBefore, intent]);
  const transaction = await signer.sendTransaction({ to: inbox, data: concat([sender, event]) });
  await transaction.wait();
  return transaction.hash;
}
