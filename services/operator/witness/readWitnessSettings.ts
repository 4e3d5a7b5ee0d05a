import { isAddress } from "ethers";

import type { EnvironmentReader } from "../../readEnvironment.ts";
import { SettingError } from "../../settingError.ts";
import { witnessDefaults, type WitnessSettings } from "./witnessSettings.ts";

const CONFIRMATIONS = "12";

/** Another chain, not connected to yet. */
export interface DestinationSettings {
  readonly rpcUrl: string;
  /** Address of the gateway there. */
  readonly gateway: string;
  /** Block in which it was deployed, or an earlier one. */
  readonly fromBlock: number;
  readonly confirmations: number;
}

/** What a witness needs to be told. */
export interface WitnessProcessSettings extends Pick<WitnessSettings, "homeConfirmations" | "epochSeconds"> {
  readonly destinations: readonly DestinationSettings[];
}

/**
 * Reads the settings of the role `witness`.
 *
 * | Variable | Means | Default |
 * |---|---|---|
 * | `MUSTER_WITNESS_RPC_URLS` | a node of each other chain, between commas | |
 * | `MUSTER_WITNESS_GATEWAYS` | the gateway on each, in the same order | |
 * | `MUSTER_WITNESS_FROM_BLOCKS` | the block of each one's deployment, or an earlier one | 0 |
 * | `MUSTER_WITNESS_CONFIRMATIONS` | blocks on top of one of each chain before it counts | 12 |
 * | `MUSTER_WITNESS_HOME_CONFIRMATIONS` | the same of the home chain | 12 |
 * | `MUSTER_WITNESS_EPOCH_SECONDS` | from one root to the next; all witnesses need the same | 60 |
 *
 * @throws {SettingError} when one is missing or malformed.
 */
export function readWitnessSettings(read: EnvironmentReader): WitnessProcessSettings {
  const urls = read.list("MUSTER_WITNESS_RPC_URLS", []);
  if (urls.length === 0 || !urls.every(isUrl)) {
    throw new SettingError("MUSTER_WITNESS_RPC_URLS", "a node of each other chain, between commas");
  }
  const gateways = listFor(read, "MUSTER_WITNESS_GATEWAYS", urls.length);
  if (!gateways.every((gateway) => isAddress(gateway))) throw notOneEach("MUSTER_WITNESS_GATEWAYS");
  const fromBlocks = numbersFor(read, "MUSTER_WITNESS_FROM_BLOCKS", urls.length, "0");
  const confirmations = numbersFor(read, "MUSTER_WITNESS_CONFIRMATIONS", urls.length, CONFIRMATIONS);
  const epochSeconds = read.number("MUSTER_WITNESS_EPOCH_SECONDS", witnessDefaults.epochSeconds);
  if (epochSeconds === 0) throw new SettingError("MUSTER_WITNESS_EPOCH_SECONDS", "a second at least");
  return {
    destinations: urls.map((rpcUrl, index) => ({
      rpcUrl,
      gateway: gateways[index] as string,
      fromBlock: fromBlocks[index] as number,
      confirmations: confirmations[index] as number,
    })),
    homeConfirmations: read.number("MUSTER_WITNESS_HOME_CONFIRMATIONS", witnessDefaults.homeConfirmations),
    epochSeconds,
  };
}

function listFor(read: EnvironmentReader, name: string, count: number, otherwise?: string): readonly string[] {
  const list = read.list(name, otherwise === undefined ? [] : Array<string>(count).fill(otherwise));
  if (list.length !== count) throw notOneEach(name);
  return list;
}

function numbersFor(read: EnvironmentReader, name: string, count: number, otherwise: string): readonly number[] {
  const list = listFor(read, name, count, otherwise);
  if (!list.every((each) => /^\d{1,15}$/.test(each))) throw notOneEach(name);
  return list.map(Number);
}

function notOneEach(name: string): SettingError {
  return new SettingError(name, "one for each other chain, between commas");
}

function isUrl(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text);
}
