import type { DestinationKind, JobAccess } from "../../sdk/jobs/jobTerms.ts";

/** A job as it is written down. Times in milliseconds; amounts as `parseAmount` reads them. */
export interface JobFile {
  /** Content hash of the script. */
  readonly script: string;
  readonly scriptUri?: string;
  readonly parameters?: string;
  readonly endpoint?: string;
  readonly template?: number;
  readonly access?: keyof typeof JobAccess;
  readonly processors?: readonly number[];
  /** From now on; left out: on demand. */
  readonly startIn?: number;
  readonly interval?: number;
  readonly duration: number;
  readonly executions?: number;
  readonly maxStartDelay?: number;
  /** On demand: how long it may wait to be matched. */
  readonly patience?: number;
  readonly slots?: number;
  readonly reward: string;
  readonly failureFee?: string;
  readonly isMajority?: boolean;
  readonly needs?: Readonly<Record<string, number>>;
  /** Its kind by number or name; amounts in the smallest unit. */
  readonly destination?: Readonly<Record<string, number | string>> & { readonly kind?: DestinationName | number };
}

/** The name of a kind of destination. */
export type DestinationName = keyof typeof DestinationKind;
