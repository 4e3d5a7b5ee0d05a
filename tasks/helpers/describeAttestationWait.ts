import type { AttestationStatus } from "../../sdk/attestation/attestationStatus.ts";
import type { ReadTaskTimelineReturnType } from "../../sdk/attestation/readTaskTimeline.ts";

/** An attested task at one block. */
export interface AttestationView {
  readonly task: ReadTaskTimelineReturnType;
  /** The newest block. */
  readonly head: number;
  /** Seats that are still owed a reward or, once overturned, to be punished. */
  readonly open: readonly number[];
}

const waits: Readonly<Record<AttestationStatus, (view: AttestationView) => string[]>> = {
  None: () => [],
  Approved: disputePeriod,
  Rejected: disputePeriod,
  Challenged: ({ task: { challenge }, head }) =>
    head + 1 < (challenge?.deadline ?? 0)
      ? [`votes of the whole committee (attestation:vote --dispute), before block ${challenge?.deadline}`]
      : ["anybody to uphold it (attestation:close): nobody overturned it in time"],
  Upheld: () => ["the next block, in which it is final"],
  Overturned: ({ open }) =>
    open.length === 0 ? [] : [`anybody to punish seats ${open.join(", ")} (attestation:slash-incorrect)`],
  Finalized: (view) => [...punishment(view), ...claims(view)],
};

/** What an attested task waits for now, and who can end the waiting; nothing when it is over. */
export function describeAttestationWait(view: AttestationView): string[] {
  return waits[view.task.liveStatus](view);
}

function disputePeriod({ task: { finalAt = 0 }, head }: AttestationView): string[] {
  const blocks = finalAt - head;
  const left = `${blocks} ${blocks === 1 ? "block" : "blocks"} from now`;
  return [`the end of its dispute period, block ${finalAt}, ${left}; anybody may challenge it before`];
}

function punishment({ task: { details, punishments } }: AttestationView): string[] {
  if (details.isApproved || punishments.some(({ offence }) => offence === "Performer")) return [];
  return ["anybody to punish its performer (attestation:slash-performer), which pays its attesters"];
}

function claims({ open }: AttestationView): string[] {
  return open.length === 0 ? [] : [`seats ${open.join(", ")} to claim (attestation:claim)`];
}
