import { Contract, ZeroAddress } from "ethers";

import { ATTESTATION_STATUSES } from "../../../sdk/attestation/attestationStatus.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { readCommittee as readSealed } from "../../../sdk/committee/readCommittee.ts";
import { decodeError } from "../../../sdk/errors/decodeError.ts";
import { ILeaderElection__factory } from "../../../typechain-types/index.ts";
import { recoverSigner } from "../recoverSigner.ts";
import type { SignedTask } from "../tasks/signedTask.ts";
import type { AttestationChain, CommitteeView, DefinitionView, RecordView } from "./attestationChain.ts";
import { createCache } from "./createCache.ts";

const ERC1271_ABI = ["function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)"];
const ERC1271_YES = "0x1626ba7e";
const COMMITTEES_KEPT = 64;
/** The only key of what there is one of. */
const ALL = "";

/**
 * Asks the suite on behalf of operators.
 *
 * @param served The definitions that the node serves; all by default.
 */
export function createAttestationChain(client: MusterClient, served?: readonly number[]): AttestationChain {
  const { center, committees, registry, witnesses, provider, deployment } = client;
  const network = { chainId: BigInt(deployment.chainId), center: deployment.addresses.center };
  let newest = 0;

  const sealed = createCache((committee: bigint) => readSealed(client, { committee }), COMMITTEES_KEPT);
  const known = new Map<string, number>();
  /** What a block may change. */
  const operators = createCache(readOperator);
  const definitions = createCache(readDefinition);
  const current = createCache(async (pool: number) => committees.currentOf(pool));
  const standings = createCache(readStanding);
  const eligibilities = createCache(readEligibility);
  const memberships = createCache(readMembership);
  const everyDefinition = createCache(readDefinitions);
  const pools = createCache(readPools);
  /** Fixed for ever. */
  const witnessPool = createCache(async (_all: string) => Number(await witnesses.pool()));
  const perBlock = [operators, definitions, current, standings, eligibilities, memberships, everyDefinition, pools];

  function advance(head: number): void {
    if (head === newest) return;
    newest = head;
    for (const cache of perBlock) cache.clear();
  }

  async function readDefinition(id: number): Promise<DefinitionView | undefined> {
    if (id === 0 || id > Number(await center.numOfTaskDefinitions())) return undefined;
    const stored = await center.taskDefinitionOf(id);
    return {
      id,
      blockExpiry: Number(stored.blockExpiry),
      disputePeriodBlocks: Number(stored.disputePeriodBlocks),
      pool: Number(stored.pool),
      minimumAttesters: Number(stored.minimumAttesters),
      approveBps: Number(stored.approveBps),
      minimumVotingPower: stored.minimumVotingPower,
      election: stored.hasElection ? stored.election : undefined,
    };
  }

  /* COMMITTEES */

  async function readStanding(id: bigint): Promise<CommitteeView | undefined> {
    const [stored, isLive] = await Promise.all([committees.committeeOf(id), committees.isLive(id)]);
    if (stored.size === 0n) return undefined;
    const { pool, seats, totalPower } = await sealed.get(id);
    return { id, pool, seats, totalPower, voided: stored.voided, isLive };
  }

  async function readEligibility(key: string) {
    const [definition = "", committee = ""] = key.split(" ");
    const [set, power] = await center.eligibilityOf(definition, committee);
    return { seats: set, power };
  }

  /* OPERATORS */

  async function readOperator(account: string): Promise<number> {
    // Whoever is nobody may register with the next block; who is somebody stays it.
    const operator = known.get(account) ?? Number(await registry.operatorOf(account));
    if (operator !== 0) known.set(account, operator);
    return operator;
  }

  async function readDefinitions(_all: string): Promise<readonly DefinitionView[]> {
    const count = served === undefined ? Number(await center.numOfTaskDefinitions()) : 0;
    const ids = served ?? Array.from({ length: count }, (_, index) => index + 1);
    const views = await Promise.all(ids.map((id) => definitions.get(id)));
    return views.filter((view) => view !== undefined);
  }

  async function readPools(all: string): Promise<readonly number[]> {
    const views = await everyDefinition.get(all);
    return [...new Set([Number(await center.defaultPool()), ...views.map(({ pool }) => pool)])];
  }

  async function readMembership(account: string): Promise<boolean> {
    const operator = await operators.get(account);
    if (operator === 0) return false;
    for (const pool of [...(await pools.get(ALL)), await witnessPool.get(ALL)]) {
      if ((await registry.membershipOf(pool, operator)).isLive) return true;
    }
    return false;
  }

  /* TASKS */

  async function statusOf(task: string, blockTag: "latest" | "pending" = "latest") {
    return ATTESTATION_STATUSES[Number(await center.statusOf(task, { blockTag }))] ?? "None";
  }

  async function recordOf(task: string): Promise<RecordView> {
    const [stored, signers] = await center.recordOf(task);
    return {
      status: ATTESTATION_STATUSES[Number(stored.status)] ?? "None",
      wasApproved: stored.wasApproved,
      taskDefinitionId: Number(stored.taskDefinitionId),
      committee: stored.committee,
      decidedAt: Number(stored.decidedAt),
      performerSeat: Number(stored.performerSeat),
      aggregatorSeat: Number(stored.aggregatorSeat),
      signers,
    };
  }

  async function isSigned({ id, info, signature }: SignedTask): Promise<boolean> {
    const { taskPerformer } = info;
    if (recoverSigner(id, signature) === taskPerformer) return true;
    if ((await provider.getCode(taskPerformer)) === "0x") return false;
    const account = new Contract(taskPerformer, ERC1271_ABI, provider);
    try {
      return (await account.getFunction("isValidSignature")(id, signature)) === ERC1271_YES;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }

  /* ELECTIONS */

  async function isLeader(election: string, definition: number, committee: bigint, seat: number): Promise<boolean> {
    try {
      return await ILeaderElection__factory.connect(election, provider).isLeader(definition, committee, seat);
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }

  async function leaderAt(election: string, definition: number, committee: bigint, block: number) {
    if (election === ZeroAddress) return undefined;
    try {
      return Number(await ILeaderElection__factory.connect(election, provider).leaderAt(definition, committee, block));
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  }

  return {
    network,
    head: () => newest,
    advance,
    definitionOf: definitions.get,
    definitions: () => everyDefinition.get(ALL),
    pools: () => pools.get(ALL),
    witnessPool: () => witnessPool.get(ALL),
    currentCommitteeOf: current.get,
    committeeOf: standings.get,
    eligibilityOf: (definition, committee) => eligibilities.get(`${definition} ${committee}`),
    operatorOf: operators.get,
    isMember: memberships.get,
    statusOf,
    recordOf,
    isSigned,
    isLeader,
    leaderAt,
  };
}

/** A contract that says no, or is none; not a node that is away. */
function isRefusal(error: unknown): boolean {
  const { code } = error as { code?: string };
  return decodeError(error) !== undefined || code === "CALL_EXCEPTION" || code === "BAD_DATA";
}
