import { FIELD_ORDER } from "../cipher/fieldOrder.ts";
import { classifyDigit } from "./classifyDigit.ts";
import type { DigitModel } from "./digitModel.ts";
import { hashDigit } from "./hashDigit.ts";
import { hashDigitModel } from "./hashDigitModel.ts";

/** Inputs of the circuit `inference-mlp` by name, public ones first and in their order. */
export interface DigitSignals {
  readonly modelHash: bigint;
  readonly inputHash: bigint;
  readonly class: bigint;
  readonly context: bigint;
  readonly pixels: readonly number[];
}

/** Of what, by what, for which task. */
export interface DigitSignalsParameters {
  readonly model: DigitModel;
  /** 196 whole numbers from 0 to 15. */
  readonly pixels: readonly number[];
  /** The market's context, 32 bytes as a number; it is reduced to the field. */
  readonly context: bigint;
}

/** What the prover of a recognised digit needs. */
export function digitSignals({ model, pixels, context }: DigitSignalsParameters): DigitSignals {
  return {
    modelHash: hashDigitModel(model),
    inputHash: hashDigit(pixels),
    class: BigInt(classifyDigit(model, pixels)),
    context: context % FIELD_ORDER,
    pixels,
  };
}
