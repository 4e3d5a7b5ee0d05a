import type { ContractTransaction } from "ethers";

import type { JobRecord } from "../../../sdk/jobs/jobRecord.ts";
import type { Logger } from "../../logger.ts";
import type { SlotBook } from "./createExecutionJournal.ts";
import type { ProcessorRole } from "./processorRole.ts";
import type { SlotView } from "./readSlotView.ts";
import type { SlotSchedule } from "./slotSchedule.ts";

/** A job that the processor has a slot of. */
export interface JobEntry {
  readonly record: JobRecord;
  readonly view: SlotView;
  readonly schedule: SlotSchedule;
  readonly book: SlotBook;
  /** Executions below are past: reported, or noted as late. */
  passed: number;
  /** When it was first seen to be over; milliseconds. */
  overSince: number | undefined;
  /** When its pay was collected last; milliseconds. */
  collectedAt: number | undefined;
}

/** What the parts of a processor share. */
export interface JobTools extends Pick<ProcessorRole, "client" | "signer" | "terms"> {
  readonly logger: Logger;
  /** The operator. */
  readonly self: () => number;
  /** The chain's time in milliseconds. */
  readonly now: () => number;
  /** The time of the newest block in milliseconds. */
  readonly blockTime: () => number;
  /** Sends a transaction under a name; the job is looked at anew once it is mined. */
  readonly send: (key: string, job: string, transaction: ContractTransaction) => Promise<void>;
  readonly isSending: (key: string) => boolean;
  /** Goes on with something in the background, one at a time under a name. What it throws is why the job waits. */
  readonly begin: (key: string, job: string, action: () => Promise<void>) => void;
  readonly isUnderWay: (key: string) => boolean;
  readonly waits: (job: string, reason: string, message: string) => void;
  /** Aborts when the processor is told to stop. */
  readonly stopping: AbortSignal;
  /** Aborts a while later: scripts that still run are called off. */
  readonly callingOff: AbortSignal;
}
