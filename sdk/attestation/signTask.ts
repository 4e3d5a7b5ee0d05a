import type { MusterClient } from "../client/musterClient.ts";
import { signerOf } from "../client/signerOf.ts";
import { centerDomain } from "./centerDomain.ts";
import type { TaskInfo } from "./taskInfo.ts";
import { TASK_TYPES } from "./taskTypes.ts";

/** Which task. */
export interface SignTaskParameters {
  readonly info: TaskInfo;
}

/**
 * Signs a task as its performer: the client's account, or the owner of the contract that performs.
 *
 * @returns Hex: an ECDSA signature in 65 bytes.
 * @throws {BaseError} `CLIENT_CANNOT_SIGN`.
 */
export async function signTask(client: MusterClient, { info }: SignTaskParameters): Promise<string> {
  const { chainId, addresses } = client.deployment;
  return signerOf(client).signTypedData(centerDomain({ chainId, center: addresses.center }), TASK_TYPES, { ...info });
}
