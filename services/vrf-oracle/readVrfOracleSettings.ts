import { parseArgs } from "node:util";

import { getAddress, isAddress } from "ethers";

import { SettingError } from "../settingError.ts";

const DEFAULT_CONFIRMATIONS = 3;

/** What the process needs to be told. */
export interface VrfOracleSettings {
  readonly rpcUrl: string;
  readonly coordinatorAddress: string;
  /** The VRF key. */
  readonly secretKey: bigint;
  /** Private key of the account that sends the answers, 32 bytes of hex. */
  readonly senderKey: string;
  /** Blocks; 3 by default. */
  readonly confirmations: number;
  /** First block to look in; 256 back from the head when `undefined`. */
  readonly fromBlock: number | undefined;
}

/**
 * Reads the settings of the oracle's process. A flag beats its variable; keys come from variables alone, because
 * every process on the machine can read the flags.
 *
 * | Variable | Flag |
 * |---|---|
 * | `MUSTER_RPC_URL` | `--rpc-url` |
 * | `MUSTER_COORDINATOR` | `--coordinator` |
 * | `MUSTER_VRF_CONFIRMATIONS` | `--confirmations` |
 * | `MUSTER_VRF_FROM_BLOCK` | `--from-block` |
 * | `MUSTER_VRF_KEY` | |
 * | `MUSTER_SENDER_KEY` | |
 *
 * @throws {SettingError} when one is missing or malformed.
 */
export function readVrfOracleSettings(argv: readonly string[], env: NodeJS.ProcessEnv): VrfOracleSettings {
  const { values: flags } = parseArgs({
    args: [...argv],
    options: {
      "rpc-url": { type: "string" },
      coordinator: { type: "string" },
      confirmations: { type: "string" },
      "from-block": { type: "string" },
    },
  });
  const rpcUrl = flags["rpc-url"] ?? env.MUSTER_RPC_URL;
  const coordinator = flags.coordinator ?? env.MUSTER_COORDINATOR;
  if (!rpcUrl) throw new SettingError("MUSTER_RPC_URL", "the URL of a node");
  if (!coordinator || !isAddress(coordinator))
    throw new SettingError("MUSTER_COORDINATOR", "the coordinator's address");

  const confirmations = flags.confirmations ?? env.MUSTER_VRF_CONFIRMATIONS;
  const fromBlock = flags["from-block"] ?? env.MUSTER_VRF_FROM_BLOCK;
  return {
    rpcUrl,
    coordinatorAddress: getAddress(coordinator),
    secretKey: BigInt(readKey("MUSTER_VRF_KEY", env)),
    senderKey: readKey("MUSTER_SENDER_KEY", env),
    confirmations: readBlocks("MUSTER_VRF_CONFIRMATIONS", confirmations) ?? DEFAULT_CONFIRMATIONS,
    fromBlock: readBlocks("MUSTER_VRF_FROM_BLOCK", fromBlock),
  };
}

function readKey(name: string, env: NodeJS.ProcessEnv): string {
  const key = env[name];
  if (!key || !/^0x[0-9a-f]{64}$/i.test(key)) throw new SettingError(name, "32 bytes of hex with 0x");
  return key;
}

function readBlocks(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw new SettingError(name, "a number of blocks");
  return Number(value);
}
