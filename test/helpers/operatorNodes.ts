import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TaskInfo } from "../../sdk/attestation/taskInfo.ts";
import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { createValidationService } from "../../services/avs-kit/createValidationService.ts";
import { createExecutionService } from "../../services/avs-kit/createExecutionService.ts";
import type { Execute, Validate } from "../../services/avs-kit/avs.ts";
import { createOperatorNode } from "../../services/operator/createOperatorNode.ts";
import type { AttesterRole, OperatorConfig, PerformerRole } from "../../services/operator/operatorConfig.ts";
import { type Attester, type AttestationSuite, buildTask, signTask, type TestTaskInfo } from "./attestation.ts";
import { freePort } from "./freePort.ts";
import { postJson } from "./postJson.ts";
import { watchLogger } from "./watchLogger.ts";

const TIMES = { pollIntervalMs: 40, rebroadcastMs: 400, abstentionRetryMs: 100 };

/** What differs from a node that attests alone. */
export interface NodeChanges extends Partial<Omit<OperatorConfig, "attester" | "performer">> {
  readonly attester?: Partial<AttesterRole> | undefined;
  readonly performer?: (Partial<PerformerRole> & Pick<PerformerRole, "triggers">) | undefined;
  /** What its Validation Service says; approves by default. */
  readonly validate?: Validate;
  /** What its Execution Service does. */
  readonly execute?: Execute;
}

/** Nodes of a test, on real sockets. */
export function operatorBench() {
  const ends: (() => Promise<void>)[] = [];
  const bootstrap: string[] = [];

  /** Starts the node of an attester; the first that is started is where the others begin. */
  async function startNode(suite: AttestationSuite, attester: Attester, changes: NodeChanges = {}) {
    const { validate = async () => true, execute = performEcho, attester: voting, performer, ...rest } = changes;
    const log = watchLogger();
    const validationUrl = await serve(createValidationService({ validate }));
    const executionUrl = await serve(createExecutionService({ execute }));
    const dataDir = rest.dataDir ?? temporaryDir();
    const node = createOperatorNode({
      client: createMusterClient({ deployment: suite.deployment, runner: attester.signer }),
      signer: attester.signer,
      blsSecretKey: attester.blsKey,
      logger: log.logger,
      pollIntervalMs: TIMES.pollIntervalMs,
      network: {
        listen: [`/ip4/127.0.0.1/tcp/${await freePort()}`],
        bootstrap: [...bootstrap],
        limits: { announceIntervalMs: 2_000, dialIntervalMs: 100 },
      },
      rpc: { port: 0 },
      ...rest,
      dataDir,
      attester: { validationUrl, abstentionRetryMs: TIMES.abstentionRetryMs, ...voting },
      aggregator: rest.aggregator && {
        rebroadcastMs: TIMES.rebroadcastMs,
        moreSignersMs: 0,
        confirmations: 0,
        ...rest.aggregator,
      },
      performer: performer && { executionUrl, ...performer },
    });
    ends.push(() => node.stop());
    await node.start();
    const { network: [address = ""] = [], rpc = "" } = node.addresses() ?? {};
    if (bootstrap.length === 0) bootstrap.push(address);
    /** Resolves when its aggregator is through with a task. */
    const ended = (id: string) => log.logged("taskEnded", { taskId: id });
    return { node, rpc, address, dataDir, attester, ended, ...log };
  }

  async function serve(service: { start(): Promise<string>; stop(): Promise<void> }): Promise<string> {
    ends.unshift(() => service.stop());
    return service.start();
  }

  function temporaryDir(): string {
    const dir = mkdtempSync(join(tmpdir(), "muster-operator-"));
    ends.unshift(async () => rmSync(dir, { recursive: true }));
    return dir;
  }

  /** The next node that is started begins a network of its own. */
  function forgetAddresses(): void {
    bootstrap.splice(0);
  }

  /** Stops everything, nodes first. */
  async function end(): Promise<void> {
    for (const stop of ends.splice(0).reverse()) await stop();
    forgetAddresses();
  }

  return { startNode, temporaryDir, forgetAddresses, end };
}

/** A node of a test. */
export type TestNode = Awaited<ReturnType<ReturnType<typeof operatorBench>["startNode"]>>;

const performEcho: Execute = async ({ input }) => ({
  proofOfTask: `proof of ${JSON.stringify(input)}`,
  data: "0x1234",
});

/** How often a task was submitted. */
export async function submissionsOf({ center }: AttestationSuite, id: string): Promise<number> {
  const filters = [center.filters.TaskSubmitted(id), center.filters.TaskRejected(id)] as const;
  return (await Promise.all(filters.map((filter) => center.queryFilter(filter)))).flat().length;
}

/** What a JSON-RPC server answers. */
export interface RpcAnswer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data: Record<string, unknown> };
}

/** Calls a method. */
export async function callRpc(
  { rpc }: { readonly rpc: string },
  method: string,
  params: unknown[],
): Promise<RpcAnswer> {
  return (await postJson(rpc, { jsonrpc: "2.0", id: 1, method, params })).body as unknown as RpcAnswer;
}

/** The parameters of `sendTask` for a new task of an attester. */
export async function taskParams(
  suite: AttestationSuite,
  performer: Attester,
  changes: Partial<TestTaskInfo> = {},
): Promise<unknown[]> {
  const info = buildTask(suite, { taskPerformer: performer.signer.address, ...changes });
  const { proofOfTask, data, taskDefinitionId, taskPerformer } = info;
  const signature = await signTask(suite, info, performer.signer);
  return [proofOfTask, data, Number(taskDefinitionId), taskPerformer, signature];
}

/** What such parameters say. */
export function infoOf([proofOfTask, data, taskDefinitionId, taskPerformer]: unknown[]): TaskInfo {
  return { proofOfTask, data, taskDefinitionId, taskPerformer } as TaskInfo;
}
