import { aggregateKeys } from "../../../sdk/bls/aggregateKeys.ts";
import { blsVerify } from "../../../sdk/bls/blsVerify.ts";
import type { ReadCommitteeReturnType } from "../../../sdk/committee/readCommittee.ts";
import { signersOf } from "../../../sdk/committee/signersOf.ts";

/** Whether exactly these seats of a committee signed a digest, verified with the keys that were sealed. */
export function isSignedBySeats(
  { seats }: ReadCommitteeReturnType,
  signers: bigint,
  digest: string,
  signature: string,
): boolean {
  const keys = signersOf(signers).map((seat) => seats[seat]?.key);
  if (keys.length === 0 || keys.includes(undefined)) return false;
  return blsVerify({ publicKey: aggregateKeys(keys as string[]), digest, signature });
}
