import { Interface } from "ethers";

import { revertDataOf } from "../../sdk/errors/revertDataOf.ts";
import { vrfCoordinatorAbi } from "../../sdk/vrf/vrfCoordinatorAbi.ts";

const coordinator = new Interface(vrfCoordinatorAbi);

/**
 * Why a call to the coordinator failed, in as few words as the error allows.
 *
 * The coordinator's own error name first; else the client's code and short message, since its long one may hold
 * the address of the node and with it an access key.
 */
export function failureReason(error: unknown): string {
  const data = revertDataOf(error);
  const revert = data === undefined ? null : coordinator.parseError(data);
  if (revert !== null) return revert.name;
  if (!(error instanceof Error)) return String(error);

  const { code, shortMessage } = error as { code?: unknown; shortMessage?: string };
  const message = shortMessage ?? error.message;
  return typeof code === "string" ? `${code}: ${message}` : message;
}
