import { readFileSync } from "node:fs";

import { getAddress, isAddress } from "ethers";

import type { EnvironmentReader } from "../../../readEnvironment.ts";
import { SettingError } from "../../../settingError.ts";

const SETTING = "MUSTER_PROCESSOR_DESTINATIONS";

/** A chain that is delivered to. */
export interface DestinationSettings {
  readonly chainId: number;
  readonly rpcUrl: string;
  /** Address of the one gateway there that serves the market. */
  readonly gateway: string;
  /** First block in which an event of the gateway can be. */
  readonly fromBlock: number;
}

/**
 * Reads the other chains that a processor delivers to: a JSON file, a list of `chainId`, `rpcUrl`, `gateway`, and
 * `fromBlock`, which is 0 where it is left out.
 *
 * @throws {SettingError} when it cannot be read, or one of them is malformed.
 */
export function readDestinations(read: EnvironmentReader): readonly DestinationSettings[] {
  const path = read.optionalText(SETTING);
  return path === undefined ? [] : readList(path).map(readDestination);
}

function readList(path: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const list: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (Array.isArray(list)) return list.map(Object) as Readonly<Record<string, unknown>>[];
  } catch {
    // Told below, without what the file holds.
  }
  throw new SettingError(SETTING, "a readable JSON file with a list of chains");
}

function readDestination(entry: Readonly<Record<string, unknown>>): DestinationSettings {
  const { chainId, rpcUrl, gateway, fromBlock = 0 } = entry;
  if (!isCount(chainId) || chainId === 0) throw new SettingError(SETTING, "chains with a chainId");
  const isUrl = typeof rpcUrl === "string" && /^https?:/.test(rpcUrl) && URL.canParse(rpcUrl);
  if (!isUrl) throw new SettingError(SETTING, "chains with the rpcUrl of a node");
  if (!isAddress(gateway)) throw new SettingError(SETTING, "chains with the address of a gateway");
  if (!isCount(fromBlock)) throw new SettingError(SETTING, "chains whose fromBlock is a whole number");
  return { chainId, rpcUrl, gateway: getAddress(gateway), fromBlock };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
