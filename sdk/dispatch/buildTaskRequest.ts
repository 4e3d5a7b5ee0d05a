import type { TaskRequest } from "./taskRequest.ts";
import { type BuildTermsParameters, buildTerms } from "./taskTerms.ts";

const DEFAULT_RESPONSE_BLOCKS = 25;
const DEFAULT_TIMEOUT_BLOCKS = 600;

/** What must be said of a submission; the rest has defaults. */
export interface BuildTaskRequestParameters extends Partial<Omit<TaskRequest, "terms" | "pool">> {
  readonly pool: number;
  readonly terms: BuildTermsParameters;
}

/**
 * A submission with the defaults: a random salt, one runner, 25 blocks to answer, 600 in all. More than one runner
 * commits before it reveals, so that none can copy; say `commitBlocks: 0` to have results sent in the open.
 */
export function buildTaskRequest(parameters: BuildTaskRequestParameters): TaskRequest {
  const {
    numRunners = 1,
    responseBlocks = DEFAULT_RESPONSE_BLOCKS,
    timeoutBlocks = DEFAULT_TIMEOUT_BLOCKS,
    definition = "0x",
    pool,
    terms,
  } = parameters;
  // Commitments may be late, since a runner who is replaced costs time; revealing starts with the last one anyway.
  const secrecy = numRunners > 1 ? { commitBlocks: Math.floor(timeoutBlocks / 2), revealBlocks: responseBlocks } : {};
  const open = terms.commitBlocks === 0 ? { commitBlocks: 0, revealBlocks: 0 } : {};
  return {
    pool,
    numRunners,
    responseBlocks,
    timeoutBlocks,
    terms: buildTerms({ ...secrecy, ...terms, ...open }),
    definition,
  };
}
