import type { Overrides } from "ethers";

/** What every write takes beside its own parameters. */
export interface WriteOptions {
  /** Gas, fees and nonce, where the client's choice is not wanted. */
  readonly overrides?: Overrides;
}
