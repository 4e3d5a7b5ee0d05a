import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { readLogs } from "../client/readLogs.ts";
import { BaseError } from "../errors/baseError.ts";
import type { GatewayClient } from "../gateway/gatewayClient.ts";
import type { Assignment } from "./assignmentLeaf.ts";
import { assignmentTree } from "./assignmentTree.ts";
import { type AssignmentHistory, createAssignmentHistory } from "./createAssignmentHistory.ts";

/** Which assignment, and where it is proven. */
export interface ProveAssignmentParameters {
  readonly gateway: GatewayClient;
  /** Hex, 32 bytes. */
  readonly job: string;
  readonly slot: bigint;
  /** Whoever proves often keeps one, so that events are read once. */
  readonly history?: AssignmentHistory;
}

/** What a gateway wants of a processor. */
export interface ProveAssignmentReturnType {
  readonly assignment: Assignment;
  readonly proof: string[];
  /** Hex, 32 bytes: the accepted root. */
  readonly root: string;
  /** Until when the gateway takes it, in seconds. */
  readonly validUntil: bigint;
}

/**
 * Proves to a gateway that a slot is assigned, under the newest root it accepted that holds the assignment.
 *
 * @throws {BaseError} `ASSIGNMENT_WITHOUT_ROOT` when there is none: witnesses have not signed one yet, or the slot is
 * not assigned, or its job was cancelled.
 * @throws {MusterError} when a chain cannot be reached.
 */
export async function proveAssignment(
  client: MusterClient,
  parameters: ProveAssignmentParameters,
): Promise<ProveAssignmentReturnType> {
  const { gateway, job, slot, history = createAssignmentHistory(client) } = parameters;
  await history.read(await readCall(async () => client.provider.getBlockNumber()));
  for (const { root, issuedAt, validUntil } of await acceptedRoots(gateway)) {
    const assignments = history.at(issuedAt);
    const assignment = assignments.find((each) => each.job === job && each.slot === slot);
    if (assignment === undefined) continue;
    const tree = assignmentTree(assignments);
    // A root that does not follow from the events was made of something else.
    if (tree?.root === root) return { assignment, proof: tree.proofOf(assignment), root, validUntil };
  }
  throw new BaseError("ASSIGNMENT_WITHOUT_ROOT", `No valid root of the gateway holds slot ${slot} of job ${job}.`);
}

/** The roots that are valid now, newest first. */
async function acceptedRoots({ gateway, address, provider, fromBlock }: GatewayClient) {
  const topics = [gateway.interface.getEvent("RootAccepted").topicHash];
  const newest = await readCall(async () => provider.getBlock("latest"));
  const { number: toBlock = fromBlock, timestamp = 0 } = newest ?? {};
  const logs = await readLogs(provider, { address, topics, fromBlock, toBlock });
  return logs
    .map((log) => gateway.interface.parseLog(log)!.args)
    .map(({ root, issuedAt, validUntil }) => ({
      root: root as string,
      issuedAt: issuedAt as bigint,
      validUntil: validUntil as bigint,
    }))
    .filter(({ validUntil }) => validUntil > BigInt(timestamp))
    .toReversed();
}
