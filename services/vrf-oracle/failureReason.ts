import { Interface } from "ethers";

import { revertDataOf } from "../../sdk/errors/revertDataOf.ts";
import { vrfCoordinatorAbi } from "../../sdk/vrf/vrfCoordinatorAbi.ts";
import { explainFailure } from "../explainFailure.ts";

const coordinator = new Interface(vrfCoordinatorAbi);

/** Why a call to the coordinator failed, in as few words as the error allows: its own error name where it has one. */
export function failureReason(error: unknown): string {
  const data = revertDataOf(error);
  const revert = data === undefined ? null : coordinator.parseError(data);
  if (revert !== null) return revert.name;
  return explainFailure(error).text;
}
