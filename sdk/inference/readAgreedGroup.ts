import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";
import { decodeInferenceEvent } from "./decodeInferenceEvent.ts";
import { hashTasks } from "./hashTasks.ts";

/** Which group: by the task whose result counts. */
export interface ReadAgreedGroupParameters {
  readonly id: string;
}

/** A group that agreed. */
export interface AgreedGroup {
  /** Its alike members, in the order in which they may upload; the first is the task itself. */
  readonly tasks: readonly string[];
  /** Operators of their nodes, in that order. */
  readonly nodes: readonly number[];
  /** Whose turn it is to upload, from 0. */
  readonly turn: number;
}

/**
 * Reads who agreed with a task. The chain keeps the hash of their ids; the transaction that settled the group tells them.
 *
 * @throws {BaseError} `GROUP_UNKNOWN` when the task's group has not agreed.
 */
export async function readAgreedGroup(
  { deployment, provider, inference }: MusterClient,
  { id }: ReadAgreedGroupParameters,
): Promise<AgreedGroup> {
  const [group, validated] = await readCall(async () =>
    Promise.all([
      inference.groupOf(id),
      inference.queryFilter(inference.filters.TaskValidated(id), deployment.fromBlock),
    ]),
  );
  const count = Number(group.count);
  const settlement = validated.at(-1)?.transactionHash;
  if (count === 0 || settlement === undefined)
    throw new BaseError("GROUP_UNKNOWN", `${id} belongs to no group that agreed.`);

  const receipt = await readCall(async () => provider.getTransactionReceipt(settlement));
  const events = (receipt?.logs ?? []).flatMap((log) => decodeInferenceEvent(log) ?? []);
  const others = events.filter((event) => event.name === "TaskValidated" && event.id !== id).map((event) => event.id);
  const orders = [
    [id, ...others],
    [id, ...others.toReversed()],
  ];
  const tasks = orders.find((order) => order.length === count && hashTasks(order) === group.tasks);
  if (tasks === undefined) throw new BaseError("GROUP_UNKNOWN", `No event tells the group of ${id}.`);
  return { tasks, nodes: group.nodes.slice(0, count).map(Number), turn: Number(group.uploader) };
}
