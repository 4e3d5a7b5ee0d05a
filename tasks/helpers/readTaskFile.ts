import { isHexString } from "ethers";

import { InputError } from "./inputError.ts";
import { readJson } from "./readJson.ts";
import type { SignedTask } from "./signedTask.ts";

/**
 * Reads a task back.
 *
 * @throws {InputError} when the file holds none.
 */
export function readTaskFile(path: string): SignedTask {
  const { info, performerSignature } = readJson(path) as Partial<SignedTask>;
  const isTask =
    typeof info?.proofOfTask === "string" &&
    isHexString(info.data) &&
    isHexString(info.taskPerformer, 20) &&
    Number.isInteger(info.taskDefinitionId) &&
    isHexString(performerSignature);
  if (!isTask) throw new InputError(`${path} holds no task: write it with attestation:perform.`);
  return { info, performerSignature };
}
