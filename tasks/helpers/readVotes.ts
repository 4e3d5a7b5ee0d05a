import { readFileSync } from "node:fs";

import { isHexString } from "ethers";

import type { Vote } from "../../sdk/attestation/vote.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";
import { InputError } from "./inputError.ts";

/**
 * Reads the votes of a file, one a line.
 *
 * @throws {InputError} when there is no such file, or a line is no vote.
 */
export function readVotes(path: string | undefined): Vote[] {
  if (path === undefined) throw new InputError("Name the file with the collected votes: --votes.");
  const lines = readText(path).split("\n");
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : [parseVote(line, `${path}:${index + 1}`)]));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new InputError(`There is no file ${path} that can be read.`);
  }
}

function parseVote(line: string, place: string): Vote {
  const fields = parse(line) as Partial<Record<keyof Vote, unknown>> | undefined;
  const { id, isApproved, phase, aggregator, committee, seat, signature } = fields ?? {};
  const isVote =
    isHexString(id, 32) &&
    typeof isApproved === "boolean" &&
    (phase === "Submission" || phase === "Dispute") &&
    isHexString(aggregator, 20) &&
    typeof committee === "string" &&
    /^\d+$/.test(committee) &&
    Number.isInteger(seat) &&
    isHexString(signature, 96);
  if (!isVote) throw new InputError(`${place} holds no vote: write it with attestation:vote.`);
  return {
    id,
    isApproved,
    phase: VotePhase[phase],
    aggregator,
    committee: BigInt(committee),
    seat: seat as number,
    signature,
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
