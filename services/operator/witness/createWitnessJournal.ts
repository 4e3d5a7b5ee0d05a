import { createJournal } from "../createJournal.ts";
import { WitnessContradictsError } from "./witnessContradictsError.ts";
import { subjectOf, type WitnessStatement } from "./witnessStatement.ts";

/** So many statements are remembered over a restart; a witness signs a few for each epoch at most, and no old epochs. */
const KEPT = 10_000;

interface WitnessEntry {
  readonly subject: string;
  readonly hash: string;
}

/** What a witness has signed: of one subject always the same. */
export interface WitnessJournal {
  /**
   * Resolves when the statement is on the disk; only then may anybody hear of it.
   *
   * @throws {WitnessContradictsError} when something else was signed of the same subject.
   * @throws {JournalBrokenError}
   */
  sign(statement: WitnessStatement): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a witness's journal.
 *
 * @throws {JournalBrokenError}
 * @throws {WitnessContradictsError} when it holds two statements of one subject.
 */
export function createWitnessJournal(path: string): WitnessJournal {
  const keep = (entries: readonly WitnessEntry[]) => entries.slice(-KEPT);
  const journal = createJournal<WitnessEntry>({ path, decode, keep });
  const signed = new Map<string, string>();
  for (const entry of journal.entries) hold(entry);

  /** At once, so that nothing else is signed while this is being written. */
  function hold({ subject, hash }: WitnessEntry): boolean {
    const known = signed.get(subject);
    if (known !== undefined && known !== hash) throw new WitnessContradictsError(subject, known);
    signed.set(subject, hash);
    return known === undefined;
  }

  async function sign(statement: WitnessStatement): Promise<void> {
    const entry = { subject: subjectOf(statement), hash: statement.hash };
    if (hold(entry)) await journal.append(entry);
  }

  return { sign, close: journal.close };
}

function decode(line: unknown): WitnessEntry {
  const { subject, hash } = line as WitnessEntry;
  if (typeof subject !== "string" || typeof hash !== "string") throw new TypeError("No entry.");
  return { subject, hash };
}
