import { ILeaderElection__factory } from "../../typechain-types/index.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";

/** Of which definition, when. */
export interface LeaderAtParameters {
  readonly taskDefinitionId: number;
  /** The newest one of the definition's pool by default. */
  readonly committee?: bigint;
  /** The next block by default: the first that a submission can be in. */
  readonly blockNumber?: number;
  /** Address of the election; the one that the definition enforces by default. */
  readonly election?: string;
}

/** Whose turn it is. */
export interface LeaderAtReturnType {
  readonly seat: number;
  readonly committee: bigint;
  readonly blockNumber: number;
  readonly election: string;
}

/**
 * Whose turn it is to perform.
 *
 * @throws {BaseError} `ELECTION_MISSING` when the definition enforces none and none is named.
 * @throws {MusterError} `ELECTION_NOT_CONFIGURED`, `ELECTION_WITHOUT_LEADER`, `TASK_DEFINITION_NOT_FOUND`.
 */
export async function leaderAt(client: MusterClient, parameters: LeaderAtParameters): Promise<LeaderAtReturnType> {
  const { taskDefinitionId } = parameters;
  const { center, committees, provider } = client;
  const definition = await readCall(async () => center.taskDefinitionOf(taskDefinitionId));
  const election = parameters.election ?? (definition.hasElection ? definition.election : undefined);
  if (election === undefined) {
    throw new BaseError("ELECTION_MISSING", `Definition ${taskDefinitionId} enforces no election: name one.`);
  }
  const committee = parameters.committee ?? (await readCall(async () => committees.currentOf(definition.pool)));
  const blockNumber = parameters.blockNumber ?? (await readCall(async () => provider.getBlockNumber())) + 1;
  const contract = ILeaderElection__factory.connect(election, provider);
  const seat = await readCall(async () => contract.leaderAt(taskDefinitionId, committee, blockNumber));
  return { seat: Number(seat), committee, blockNumber, election };
}
