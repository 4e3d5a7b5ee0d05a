import { countExecutions } from "./countExecutions.ts";
import type { JobTerms } from "./jobTerms.ts";

/** What a job locks: (reward + gas of the destination) × slots × executions, in the job's currency. */
export function jobBudget({ reward, destination, slots, schedule }: JobTerms): bigint {
  return (reward + destination.gasFee) * slots * countExecutions(schedule);
}
