import { getAddress, getCreateAddress, toQuantity } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { deploySuite } from "../../scripts/deploy/deploySuite.ts";
import type { SuiteSettings } from "../../scripts/deploy/suiteSettings.ts";
import type { Deployment } from "../../sdk/client/deployment.ts";

/** A transaction of a deployment. */
interface Sent {
  readonly from: string;
  readonly to: string | null;
  readonly nonce: string;
  readonly input: string;
  readonly value: string;
}

/** A deployment, and what was sent for it. */
interface Recording {
  readonly deployment: Deployment;
  readonly sent: readonly Sent[];
}

/** More than anything takes, within the cap of EIP-7825, at more than a test's chain asks for: the rest is not paid. */
const LIMITS = { gas: toQuantity(16_000_000), maxFeePerGas: toQuantity(10n ** 12n), maxPriorityFeePerGas: "0x0" };

const recordings = new Map<string, Promise<Recording>>();

/**
 * Deploys the suite as the deploy script does. The first time in a process it really is that script; with the same
 * settings again, its transactions are sent once more, which takes a tenth of the time, with the addresses of the new
 * contracts in place of the first ones.
 */
export async function deployAgain(connection: NetworkConnection, settings: SuiteSettings): Promise<Deployment> {
  const chainId = await connection.ethers.provider.send("eth_chainId", []);
  const key = JSON.stringify([chainId, settings], (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  const known = recordings.get(key);
  if (known !== undefined) return replay(connection, await known);

  const recording = record(connection, settings);
  recordings.set(key, recording);
  return (await recording).deployment;
}

async function record(connection: NetworkConnection, settings: SuiteSettings): Promise<Recording> {
  const { provider } = connection.ethers;
  const before = await provider.getBlockNumber();
  const deployment = await deploySuite(connection, settings);
  const last = await provider.getBlockNumber();
  const sent: Sent[] = [];
  for (let block = before + 1; block <= last; block++) {
    const { transactions } = (await provider.send("eth_getBlockByNumber", [toQuantity(block), true])) as {
      transactions: readonly Sent[];
    };
    sent.push(...transactions);
  }
  return { deployment, sent };
}

async function replay({ ethers }: NetworkConnection, { deployment, sent }: Recording): Promise<Deployment> {
  const { provider } = ethers;
  const fromBlock = await provider.getBlockNumber();
  const nonces = new Map<string, number>();
  const moves = new Map<string, string>();
  for (const { from, to, nonce } of sent) {
    const next = nonces.get(from) ?? (await provider.getTransactionCount(from));
    nonces.set(from, next + 1);
    if (to !== null) continue;
    const [old, fresh] = [Number(nonce), next].map((count) => digitsOf(getCreateAddress({ from, nonce: count })));
    moves.set(old as string, fresh as string);
  }
  const everyOld = new RegExp([...moves.keys()].join("|"), "g");
  const move = (hex: string) => hex.replaceAll(everyOld, (old) => moves.get(old) as string);

  for (const { from, to, input, value } of sent) {
    const call = { from, value, data: move(input), ...(to !== null && { to: move(to) }) };
    await provider.send("eth_sendTransaction", [{ ...call, ...LIMITS }]);
  }
  const addresses = Object.entries(deployment.addresses);
  const moved = addresses.map(([role, address]) => [role, getAddress(move(address.toLowerCase()))]);
  return { ...deployment, fromBlock, addresses: Object.fromEntries(moved) as Deployment["addresses"] };
}

/** An address as it stands in data. */
function digitsOf(address: string): string {
  return address.slice(2).toLowerCase();
}
