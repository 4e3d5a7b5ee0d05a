import type { JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import type { DigitModel } from "../../sdk/digits/digitModel.ts";
import { digitTermsHash } from "../../sdk/digits/digitTermsHash.ts";
import { proveDigit } from "../../sdk/digits/proveDigit.ts";
import { type ProofContextParameters, proofContextOf } from "../../sdk/dispatch/proofContextOf.ts";
import { createCircuitProver } from "../createCircuitProver.ts";
import type { ProveResult } from "./prepareResult.ts";
import { ProofImpossibleError } from "./proofImpossibleError.ts";

const PIXELS = 196;

/** Whose proofs, of which model. */
export interface CreateDigitProverParameters extends Omit<ProofContextParameters, "id"> {
  /** Folder with `inference-mlp.zkey` and `inference-mlp.wasm.gz`. */
  readonly dir: string;
  readonly model: DigitModel;
  /** Address of the `DigitVerifier` that tasks name. */
  readonly verifier: string;
}

/** Proves recognised digits with the circuit `inference-mlp`. */
export interface DigitProver {
  /** @throws {ProofImpossibleError} when a task wants something else proven, or the result is not the model's. */
  readonly prove: ProveResult;
  /** Ends the threads that proofs were made on. */
  stop(): Promise<void>;
}

/** Creates a prover for tasks whose input is `{ "pixels": […] }`: 196 whole numbers from 0 to 15. */
export function createDigitProver(parameters: CreateDigitProverParameters): DigitProver {
  const { dir, model, verifier, ...place } = parameters;
  const { run, stop } = createCircuitProver({ dir, circuit: "inference-mlp" });

  return {
    async prove({ id, request: { terms } }, { input }, result) {
      const pixels = readPixels(input);
      if (terms.proof.verifier !== verifier) throw new ProofImpossibleError(`it knows no ${terms.proof.verifier}`);
      if (terms.proof.termsHash !== digitTermsHash(model, pixels)) {
        throw new ProofImpossibleError("the task is of another model or picture");
      }
      const context = proofContextOf({ ...place, id });
      const proven = await run((files) => proveDigit({ model, pixels, context, ...files }));
      if (proven.result !== result) throw new ProofImpossibleError(`the model finds ${proven.result}, not ${result}`);
      return proven.proof;
    },
    stop,
  };
}

function readPixels(input: JsonValue): readonly number[] {
  const { pixels } = Object(input) as { readonly pixels?: JsonValue };
  const isPicture = Array.isArray(pixels) && pixels.length === PIXELS && pixels.every(isPixel);
  if (!isPicture) throw new ProofImpossibleError(`its input has no ${PIXELS} pixels from 0 to 15`);
  return pixels as readonly number[];
}

function isPixel(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 15;
}
