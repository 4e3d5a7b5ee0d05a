import { AbiCoder, keccak256 } from "ethers";

/** What a runner commits to. */
export interface CommitmentParts {
  readonly id: string;
  readonly runner: string;
  /** Result bytes. */
  readonly result: string;
  /** 32 secret bytes. */
  readonly salt: string;
}

/** The commitment to a result: keccak256 of task, runner, result hash and salt. */
export function commitmentOf({ id, runner, result, salt }: CommitmentParts): string {
  const types = ["bytes32", "address", "bytes32", "bytes32"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [id, runner, keccak256(result), salt]));
}
