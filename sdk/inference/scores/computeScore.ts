import type { TaskParameters } from "../parameters/taskParameters.ts";
import type { ResultFile } from "../results/resultFile.ts";
import { computeImageScore } from "./computeImageScore.ts";
import { computeTextScore } from "./computeTextScore.ts";

/**
 * The score of a result, as nodes commit to it and as applications check it.
 *
 * @throws ImageMalformedError
 */
export function computeScore(kind: TaskParameters["kind"], files: readonly ResultFile[]): Uint8Array {
  return kind === "image" ? computeImageScore(files) : computeTextScore(files);
}
