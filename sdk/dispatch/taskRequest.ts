import type { TaskTerms } from "./taskTerms.ts";

/** A submission, field by field as `TaskRequest` on-chain. Times in blocks. */
export interface TaskRequest {
  readonly pool: number;
  /** 1 to 40. */
  readonly numRunners: number;
  readonly responseBlocks: number;
  readonly timeoutBlocks: number;
  readonly terms: TaskTerms;
  /** What runners do: any bytes; emitted, not stored. */
  readonly definition: string;
}
