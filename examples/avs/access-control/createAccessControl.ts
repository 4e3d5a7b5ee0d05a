import { AbiCoder, getAddress, isAddress, type Provider } from "ethers";

import type { Avs, Execute, Validate } from "../../../services/avs-kit/avs.ts";
import { AvsError } from "../../../services/avs-kit/avsError.ts";
import type { AccessPredicate } from "./accessPredicate.ts";

const encode = (account: string, block: bigint) =>
  AbiCoder.defaultAbiCoder().encode(["address", "uint256"], [account, block]);

/** Who may enter. */
export interface CreateAccessControlParameters {
  readonly provider: Pick<Provider, "getBlockNumber">;
  readonly mayEnter: AccessPredicate;
  /** Blocks after which a grant is old news. */
  readonly maxAgeBlocks: bigint;
}

/** Grants access to accounts of which a predicate holds. */
export function createAccessControl({ provider, mayEnter, maxAgeBlocks }: CreateAccessControlParameters): Avs {
  const latest = async () => BigInt(await provider.getBlockNumber());

  const execute: Execute = async ({ input: { account } }) => {
    if (!isAddress(account)) throw new AvsError("ACCOUNT_MALFORMED", "The account must be an address");
    const block = await latest();
    if (!(await mayEnter(account, block))) throw new AvsError("ACCESS_DENIED", "That account may not enter");
    return { proofOfTask: describe(getAddress(account), block), data: encode(account, block) };
  };

  const validate: Validate = async ({ proofOfTask, data }) => {
    const [, account = "", digits = ""] = /^(0x[0-9a-fA-F]{40}) may enter at block (\d{1,15})$/.exec(proofOfTask) ?? [];
    const block = BigInt(digits);
    if (!isAddress(account) || data !== encode(account, block) || proofOfTask !== describe(account, block))
      return false;
    const age = (await latest()) - block;
    if (age < 0n || age > maxAgeBlocks) throw new AvsError("BLOCK_UNKNOWN", `That block is ${age} blocks old`);
    return mayEnter(account, block);
  };

  return { execute, validate };
}

function describe(account: string, block: bigint): string {
  return `${account} may enter at block ${block}`;
}
