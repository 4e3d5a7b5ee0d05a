import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when no contract stands where the coordinator should. */
export class VrfCoordinatorMissingError extends BaseError {
  readonly coordinatorAddress: string;

  constructor(coordinatorAddress: string) {
    super("VRF_COORDINATOR_MISSING", `No contract stands at the coordinator's address ${coordinatorAddress}`);
    this.coordinatorAddress = coordinatorAddress;
  }
}
