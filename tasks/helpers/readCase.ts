import { isHexString } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import type { InferenceCase } from "../../sdk/inference/inferenceCase.ts";
import type { InferenceTicket } from "../../sdk/inference/inferenceTicket.ts";
import { readInferenceTask } from "../../sdk/inference/readInferenceTask.ts";
import { InputError } from "./inputError.ts";
import { readJson } from "./readJson.ts";

/** A ticket in a file: the chain knows the rest. */
export type StoredTicket = Omit<InferenceTicket, "file">;

/**
 * Reads an application's file of a task.
 *
 * @throws {InputError} when it is none.
 * @throws {BaseError} `TASK_UNKNOWN` when the chain has no such task.
 */
export async function readCase(client: MusterClient, path: string): Promise<InferenceCase> {
  const { first, siblings = [] } = readJson(path) as { first?: StoredTicket; siblings?: StoredTicket[] };
  const tickets = [first, ...siblings].map((ticket) => checkTicket(path, ticket));
  const [known, ...others] = await Promise.all(
    tickets.map(async (ticket) => ({ ...ticket, file: (await readInferenceTask(client, ticket)).file })),
  );
  return { first: known as InferenceTicket, siblings: others };
}

function checkTicket(path: string, ticket: Partial<StoredTicket> | undefined): StoredTicket {
  const { id, guid, salt, parameters } = ticket ?? {};
  const isTicket = isHexString(id, 32) && isHexString(guid, 32) && isHexString(salt, 32) && isHexString(parameters);
  if (!isTicket) throw new InputError(`${path} is no file of a task, as inference:create writes it.`);
  return { id, guid, salt, parameters };
}
