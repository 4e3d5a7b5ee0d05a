import { RequestMalformedError } from "./requestMalformedError.ts";

const MAX_UINT16 = 65_535;

/** The fields of a request, of which all name a task definition. @throws RequestMalformedError */
export function readRequestBody(body: unknown): { taskDefinitionId: number; rest: Readonly<Record<string, unknown>> } {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new RequestMalformedError("The body", "a JSON object");
  }
  const { taskDefinitionId, ...rest } = body as Record<string, unknown>;
  if (!Number.isInteger(taskDefinitionId) || Number(taskDefinitionId) < 0 || Number(taskDefinitionId) > MAX_UINT16) {
    throw new RequestMalformedError("taskDefinitionId", "a whole number below 65536");
  }
  return { taskDefinitionId: Number(taskDefinitionId), rest };
}
