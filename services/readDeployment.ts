import { isAddress } from "ethers";

import type { Deployment } from "../sdk/client/deployment.ts";
import { loadDeployment } from "../sdk/client/loadDeployment.ts";
import { SettingError } from "./settingError.ts";

const ROLES = ["escrow", "registry", "beacon", "coordinator", "reputation", "dispatcher", "lens"] as const;

/**
 * Reads where a deployment lives from its JSON file.
 *
 * @param setting The setting that names the file, for the error.
 * @throws {SettingError} when the file cannot be read, or lacks what a service needs.
 */
export function readDeployment(setting: string, path: string): Deployment {
  const deployment = load(setting, path);
  const isSound =
    Number.isSafeInteger(deployment.chainId) &&
    Number.isSafeInteger(deployment.fromBlock) &&
    ROLES.every((role) => isAddress(deployment.addresses?.[role]));
  if (!isSound) throw new SettingError(setting, "a file with chainId, fromBlock and the suite's addresses");
  return deployment;
}

function load(setting: string, path: string): Deployment {
  try {
    return loadDeployment(path);
  } catch {
    throw new SettingError(setting, "a readable JSON file of a deployment");
  }
}
