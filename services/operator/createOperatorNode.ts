import type { TaskInfo } from "../../sdk/attestation/taskInfo.ts";
import { createTicker } from "../createTicker.ts";
import { buildRoles, type OperatorRoles } from "./buildRoles.ts";
import { type ChainEvent, createEventFollower, type EventFollower } from "./chain/createEventFollower.ts";
import { lockDataDir } from "./lockDataDir.ts";
import type { OperatorConfig } from "./operatorConfig.ts";
import type { OperatorHealth } from "./operatorHealth.ts";
import { IDLE, readHealth } from "./readHealth.ts";
import { createRpcServer, type RpcServer } from "./rpc/createRpcServer.ts";
import { operatorMethods } from "./rpc/operatorMethods.ts";

/** Blocks back from which a dispute can still be open: its period, twice. */
const LOOKBACK_BLOCKS = 50_400;
/** Blocks that are read again each time, since they may still be replaced. */
const OVERLAP_BLOCKS = 8;
/** Blocks after which it is noted how far rewards were read. */
const NOTE_BLOCKS = 100;

/** An operator's node. */
export interface OperatorNode {
  /** Resolves once the node is ready (or was stopped before); goes on in the background. */
  start(): Promise<void>;
  /** Resolves when nothing is under way any more and all files are closed. A node does not start twice. */
  stop(): Promise<void>;
  health(): OperatorHealth;
  /** Looks at the chain once and does what is due. Never rejects: failures go to the log and to `health`. */
  tick(): Promise<void>;
  /** Where others reach it; `undefined` while it does not run. */
  addresses(): { readonly network: readonly string[]; readonly rpc: string | undefined } | undefined;
}

/**
 * Creates the node of one operator: performer, attester, aggregator and witness in any combination.
 *
 * What it promised is on the disk, and everything else follows from the chain, so it may crash anywhere.
 */
export function createOperatorNode(config: OperatorConfig): OperatorNode {
  const { client, logger, dataDir, signal, pollIntervalMs } = config;
  const { provider, center, registry, deployment } = client;
  const ticker = createTicker({ provider, logger, prepare, work, signal, pollIntervalMs });
  const roleNames = (["performer", "attester", "aggregator", "witness"] as const).filter(
    (role) => config[role] !== undefined,
  );
  let roles: OperatorRoles | undefined;
  let followers: { readonly center: EventFollower; readonly registry: EventFollower } | undefined;
  let unlock: (() => void) | undefined;
  let rpc: { readonly server: RpcServer; readonly url: string } | undefined;
  let rewardsFrom = 0;
  let notedBlock = 0;
  let operator = 0;
  let stopping: Promise<void> | undefined;

  /* LIFE */

  async function start(): Promise<void> {
    if (stopping !== undefined) return;
    unlock = lockDataDir(dataDir);
    try {
      roles = await buildRoles(config, ticker.stopping);
      await roles.gossip.start();
      await ticker.start();
      if (!ticker.stopping.aborted) await startRpc(roles);
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async function startRpc({ chain, aggregator }: OperatorRoles): Promise<void> {
    if (config.rpc === undefined) return;
    const triggers = config.performer?.triggers ?? [];
    const look = async () => roles?.performer?.work();
    const methods = operatorMethods({ chain, aggregator, triggers, look, health });
    const server = createRpcServer({ ...config.rpc, methods, logger });
    rpc = { server, url: await server.start() };
    logger.info({ event: "rpcListening", url: rpc.url }, "Answering JSON-RPC");
  }

  function stop(): Promise<void> {
    stopping ??= close();
    return stopping;
  }

  async function close(): Promise<void> {
    await rpc?.server.stop();
    await ticker.stop();
    if (roles !== undefined) {
      const { performer, attester, disputer, gossip, bls } = roles;
      await Promise.all([performer?.idle(), attester?.idle(), disputer?.idle()]);
      await gossip.stop();
      await bls.stop();
      await roles.close();
    }
    unlock?.();
  }

  async function prepare(): Promise<void> {
    if (roles === undefined) return;
    const { self, rewards } = roles;
    const head = await provider.getBlockNumber();
    rewardsFrom = rewards?.next ?? deployment.fromBlock;
    const disputesFrom = head - LOOKBACK_BLOCKS;
    const from = Math.max(
      deployment.fromBlock,
      rewards === undefined ? disputesFrom : Math.min(rewardsFrom, disputesFrom),
    );
    const events = ["TaskSubmitted", "TaskRejected", "TaskChallenged", "TaskOverturned", "TaskUpheld"];
    const shared = { provider, overlap: OVERLAP_BLOCKS };
    followers = {
      center: createEventFollower({
        ...shared,
        address: deployment.addresses.center,
        abi: center.interface,
        events,
        from,
        hear,
      }),
      registry: createEventFollower({
        ...shared,
        address: deployment.addresses.registry,
        abi: registry.interface,
        events: ["Slashed", "Jailed"],
        from: Math.max(deployment.fromBlock, disputesFrom),
        hear: ({ args }) => roles?.sealer?.punished(Number(args.operator)),
      }),
    };
    operator = Number(await registry.operatorOf(self));
    if (operator === 0) logger.warn({ event: "notRegistered", controller: self }, "This account is no operator");
    logger.info({ event: "ready", controller: self, operator, roles: roleNames }, "Ready to work");
  }

  /* WORK */

  async function work(head: number): Promise<void> {
    if (roles === undefined || followers === undefined) return;
    const { chain, transactor, aggregator, claimer, sealer, witness } = roles;
    chain.advance(head);
    for (const mined of await transactor.collect(head)) {
      aggregator?.mined(mined);
      claimer?.mined(mined);
      await sealer?.mined(mined);
      witness?.mined(mined);
    }
    await followers.center.read(head);
    if (sealer !== undefined) await followers.registry.read(head);
    const { performer, attester, disputer, settler, elector, selfCheck } = roles;
    const parts = [performer, attester, aggregator, disputer, settler, elector, claimer, sealer, witness, selfCheck];
    // One part that fails must not keep the others from working.
    const ends = await Promise.allSettled(parts.map(async (part) => part?.work()));
    const failed = ends.find((end) => end.status === "rejected");
    await noteRewards(head);
    operator = await chain.operatorOf(roles.self);
    if (failed !== undefined) throw failed.reason;
  }

  async function noteRewards(head: number): Promise<void> {
    if (roles?.rewards === undefined || head - notedBlock < NOTE_BLOCKS) return;
    notedBlock = head;
    await roles.rewards.read(head - OVERLAP_BLOCKS);
  }

  async function hear({ name, args, block }: ChainEvent): Promise<void> {
    if (roles === undefined) return;
    const id = String(args.id);
    if (name === "TaskChallenged") roles.disputer?.challenged(id);
    else if (name === "TaskOverturned") roles.disputer?.overturned(id);
    else if (name === "TaskUpheld") roles.disputer?.settled(id);
    else await hearSubmission(roles, { name, args, block }, id);
  }

  async function hearSubmission(parts: OperatorRoles, { name, args, block }: Submission, id: string): Promise<void> {
    const { attester, aggregator, performer, disputer, settler, claimer } = parts;
    const taskDefinitionId = Number(args.taskDefinitionId);
    attester?.decided(id);
    aggregator?.decided(id, block);
    performer?.decided(id, name === "TaskSubmitted");
    disputer?.submitted(id, infoOf(args));
    await settler?.submitted(id, taskDefinitionId, block);
    if (block >= rewardsFrom) await claimer?.submitted({ id, taskDefinitionId, block, ...detailsOf(args) });
  }

  /* FIGURES */

  function addresses() {
    const { isRunning = false, addresses: network = [] } = roles?.gossip.health() ?? {};
    return isRunning ? { network, rpc: rpc?.url } : undefined;
  }

  function health(): OperatorHealth {
    const state = { ...ticker.health(), operator, roles: roleNames };
    return roles === undefined ? { ...state, ...IDLE } : { ...state, ...readHealth(roles) };
  }

  return { start, stop, health, tick: ticker.tick, addresses };
}

type Submission = Pick<ChainEvent, "name" | "args" | "block">;

function infoOf(args: ChainEvent["args"]): TaskInfo {
  return {
    proofOfTask: String(args.proofOfTask),
    data: String(args.data),
    taskPerformer: String(args.performer),
    taskDefinitionId: Number(args.taskDefinitionId),
  };
}

function detailsOf({ details }: ChainEvent["args"]) {
  const { committee, signers, performerSeat, aggregatorSeat } = details as {
    readonly committee: bigint;
    readonly signers: bigint;
    readonly performerSeat: bigint;
    readonly aggregatorSeat: bigint;
  };
  return { committee, signers, performerSeat: Number(performerSeat), aggregatorSeat: Number(aggregatorSeat) };
}
