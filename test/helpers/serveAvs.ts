import { Wallet } from "ethers";

import type { JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import type { Avs } from "../../services/avs-kit/avs.ts";
import { callExecutionService, type ExecutedTask } from "../../services/avs-kit/callExecutionService.ts";
import { callValidationService, type Verdict } from "../../services/avs-kit/callValidationService.ts";
import { createExecutionService } from "../../services/avs-kit/createExecutionService.ts";
import { createValidationService } from "../../services/avs-kit/createValidationService.ts";
import type { BlobReader, BlobWriter } from "../../services/store/createBlobStore.ts";
import { defaults } from "./defaults.ts";

/** An AVS as an operator's node sees it: over HTTP alone. */
export interface ServedAvs {
  execute(input?: Readonly<Record<string, JsonValue>>): Promise<ExecutedTask>;
  validate(task: ExecutedTask): Promise<Verdict>;
  stop(): Promise<void>;
}

const performer = new Wallet(`0x${"11".repeat(32)}`).address;

/** Serves both halves of an AVS. */
export async function serveAvs({ execute, validate }: Avs, store?: BlobReader & BlobWriter): Promise<ServedAvs> {
  const execution = createExecutionService({ execute, store });
  const validation = createValidationService({ validate, store });
  const [executionUrl, validationUrl] = await Promise.all([execution.start(), validation.start()]);
  const { patientMs: timeoutMs, taskDefinition: taskDefinitionId } = defaults;
  return {
    execute: (input) => callExecutionService({ url: executionUrl, taskDefinitionId, input, timeoutMs }),
    validate: (task) => callValidationService({ url: validationUrl, task: { ...task, performer }, timeoutMs }),
    async stop() {
      await Promise.all([execution.stop(), validation.stop()]);
    },
  };
}
