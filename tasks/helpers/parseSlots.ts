import type { SlotChoice } from "../../sdk/jobs/slotChoice.ts";
import { InputError } from "./inputError.ts";
import { wordsOf } from "./wordsOf.ts";

/**
 * Reads a processor for each slot: `7` is operator 7, `7:500` the same with its executions shifted by 500 ms.
 *
 * @throws {InputError} when a word is neither.
 */
export function parseSlots(text: string | undefined): SlotChoice[] {
  return wordsOf(text).map((word) => {
    const [, processor, startDelay = "0"] = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(word) ?? [];
    if (processor === undefined) throw new InputError(`--slots names operators as 7 or 7:500, not "${word}".`);
    return { processor: BigInt(processor), startDelay: BigInt(startDelay) };
  });
}
