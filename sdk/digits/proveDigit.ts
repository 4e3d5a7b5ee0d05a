import { AbiCoder, toBeHex } from "ethers";

import { proveCircuit, type ProveCircuitParameters } from "../proofs/proveCircuit.ts";
import { digitSignals, type DigitSignalsParameters } from "./digitSignals.ts";

/** What is recognised, for which task and runner, with which circuit files. */
export interface ProveDigitParameters
  extends Omit<ProveCircuitParameters, "signals">, Omit<DigitSignalsParameters, "context"> {
  /** Hex, 32 bytes: see `proofContextOf`. */
  readonly context: string;
}

/** What a runner submits, both hex. */
export interface ProveDigitReturnType {
  /** The digit in one word. */
  readonly result: string;
  /** As `DigitVerifier` takes it. */
  readonly proof: string;
}

/**
 * Recognises a digit and proves it: a second or two, on all cores.
 *
 * @throws {Error} when a pixel is no whole number from 0 to 15.
 */
export async function proveDigit(parameters: ProveDigitParameters): Promise<ProveDigitReturnType> {
  const { model, pixels, context, ...files } = parameters;
  const signals = digitSignals({ model, pixels, context: BigInt(context) });
  const { proof } = await proveCircuit({ signals, ...files });
  const words = [signals.modelHash, signals.inputHash, proof];
  return {
    result: toBeHex(signals.class, 32),
    proof: AbiCoder.defaultAbiCoder().encode(["uint256", "uint256", "uint256[8]"], words),
  };
}
