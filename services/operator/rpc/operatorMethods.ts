import type { Aggregator } from "../aggregator/createAggregator.ts";
import type { TaskProgress } from "../aggregator/taskProgress.ts";
import type { AttestationChain } from "../chain/attestationChain.ts";
import { signedTask } from "../tasks/signedTask.ts";
import type { ManualTrigger } from "../triggers/createManualTrigger.ts";
import type { QueueTrigger } from "../triggers/createQueueTrigger.ts";
import type { Trigger } from "../triggers/trigger.ts";
import type { RpcMethod } from "./createRpcServer.ts";
import { RPC_CODES, RpcError } from "./rpcError.ts";

const MAX_TEXT = 16_384;
const MAX_DATA_BYTES = 12_288;
const MAX_SIGNATURE_BYTES = 4_096;
const UINT16 = 2 ** 16 - 1;
const MAX_PRIORITY = 1_000_000;
const ID_BYTES = 32;

/** What the methods act on. */
export interface OperatorMethodsParameters {
  readonly chain: AttestationChain;
  readonly aggregator: Aggregator | undefined;
  readonly triggers: readonly Trigger[];
  /** Has the triggers asked at once. */
  readonly look: () => Promise<void>;
  readonly health: () => unknown;
}

/** The methods of a node's JSON-RPC interface. */
export function operatorMethods(parameters: OperatorMethodsParameters): Readonly<Record<string, RpcMethod>> {
  const { chain, aggregator, triggers, look, health } = parameters;

  const sendTask: RpcMethod = {
    async call(params) {
      const proofOfTask = params.text("proofOfTask", MAX_TEXT);
      const data = params.bytes("data", MAX_DATA_BYTES);
      const taskDefinitionId = params.integer("taskDefinitionId", 0, UINT16);
      const taskPerformer = params.address("performerAddress");
      const signature = params.bytes("signature", MAX_SIGNATURE_BYTES);
      params.end();
      if (aggregator === undefined)
        throw new RpcError(RPC_CODES.method, "This node is no aggregator", { method: "sendTask" });
      return aggregator.accept(
        signedTask(chain.network, { proofOfTask, data, taskPerformer, taskDefinitionId }, signature),
      );
    },
  };

  const getTask: RpcMethod = {
    async call(params): Promise<TaskProgress | { id: string; status: string }> {
      const id = params.bytes("id", ID_BYTES);
      params.end();
      const progress = await aggregator?.progressOf(id);
      return progress ?? { id, status: await chain.statusOf(id) };
    },
  };

  const execute: RpcMethod = {
    isPrivate: true,
    async call(params) {
      const taskDefinitionId = params.integer("taskDefinitionId", 0, UINT16);
      const input = params.object("input");
      params.end();
      const trigger = find(isManual, taskDefinitionId, "execute");
      const job = `${trigger.name}/${trigger.fire(input)}`;
      await look();
      return { job };
    },
  };

  const queueTask: RpcMethod = {
    isPrivate: true,
    async call(params) {
      const taskDefinitionId = params.integer("taskDefinitionId", 0, UINT16);
      const input = params.object("input");
      const priority = params.integer("priority", -MAX_PRIORITY, MAX_PRIORITY, 0);
      params.end();
      const trigger = find(isQueue, taskDefinitionId, "queueTask");
      const job = `${trigger.name}/${await trigger.push(input, priority)}`;
      return { job, size: trigger.size() };
    },
  };

  function find<T extends Trigger>(
    is: (trigger: Trigger) => trigger is T,
    taskDefinitionId: number,
    method: string,
  ): T {
    const found = triggers.filter(is).find((trigger) => trigger.taskDefinitionId === taskDefinitionId);
    if (found !== undefined) return found;
    const message = `This node has no trigger for ${method} of definition ${taskDefinitionId}`;
    throw new RpcError(RPC_CODES.noTrigger, message, { method, taskDefinitionId });
  }

  return { sendTask, getTask, health: { call: () => health() }, execute, queueTask };
}

function isManual(trigger: Trigger): trigger is ManualTrigger {
  return "fire" in trigger;
}

function isQueue(trigger: Trigger): trigger is QueueTrigger {
  return "push" in trigger;
}
