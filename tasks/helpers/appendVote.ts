import { appendFileSync } from "node:fs";

import type { Vote } from "../../sdk/attestation/vote.ts";
import { formatVote } from "./formatVote.ts";

/** Adds a vote to a file. */
export function appendVote(path: string, vote: Vote): void {
  appendFileSync(path, `${formatVote(vote)}\n`);
}
