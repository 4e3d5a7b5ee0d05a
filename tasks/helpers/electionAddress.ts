import { isAddress } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { InputError } from "./inputError.ts";

/**
 * The address of an election: of one of the suite's by its name, or as it is.
 *
 * @throws {InputError} when it is neither.
 */
export function electionAddress({ deployment }: MusterClient, text: string): string {
  const { addresses } = deployment;
  const known: Readonly<Record<string, string>> = {
    "round-robin": addresses.roundRobinElection,
    random: addresses.randomElection,
    stake: addresses.stakeElection,
    reputation: addresses.reputationElection,
    consensus: addresses.consensusElection,
  };
  const election = known[text] ?? text;
  if (!isAddress(election)) {
    throw new InputError(`--election is ${Object.keys(known).join(", ")} or an address, not "${text}".`);
  }
  return election;
}
