import { createHash } from "node:crypto";

import fastify from "fastify";
import { getBytes, id, type Signer, ZeroAddress } from "ethers";

import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { encodeTaskDefinition, type TaskDefinition } from "../../sdk/definitions/taskDefinition.ts";
import { createKeeper, type CreateKeeperParameters, type Keeper } from "../../services/keeper/createKeeper.ts";
import { KEEPER_WORK, type KeeperWork } from "../../services/keeper/keeperWork.ts";
import type { Logger } from "../../services/logger.ts";
import { createRunner, type CreateRunnerParameters, type Runner } from "../../services/runner/createRunner.ts";
import type { RunnerPolicy } from "../../services/runner/runnerPolicy.ts";
import { defaults } from "./defaults.ts";
import type { TestSuite } from "./suite.ts";

/** A log that remembers. */
export interface RecordedLog extends Logger {
  /** The fields of the entries of an event, in order. */
  of(event: string): Record<string, unknown>[];
}

export function recordLog(): RecordedLog {
  const entries: Record<string, unknown>[] = [];
  const write = (fields: Record<string, unknown>) => void entries.push(fields);
  return { info: write, warn: write, error: write, of: (event) => entries.filter((entry) => entry.event === event) };
}

/** A runner under test. */
export interface TestRunner extends Runner {
  readonly log: RecordedLog;
  /** Looks, and waits until what it began is sent. */
  work(): Promise<void>;
}

export type RunnerChanges = Partial<Omit<CreateRunnerParameters, "policy">> & { policy?: Partial<RunnerPolicy> };

/** The runner of an account, which accepts everything unless the changes say otherwise. */
export function runnerOf(suite: TestSuite, signer: Signer, changes: RunnerChanges = {}): TestRunner {
  const log = recordLog();
  const { policy, ...rest } = changes;
  const runner = createRunner({
    client: createMusterClient({ deployment: suite.deployment, runner: signer }),
    signer,
    saltKey: getBytes(id("salt key")),
    policy: {
      kinds: "*",
      minimumPayments: { [ZeroAddress]: 0n },
      minimumProfit: -(2n ** 127n),
      costPerSecond: 0n,
      maxConcurrent: defaults.maxConcurrent,
      blockTimeMs: defaults.blockTimeMs,
      ...policy,
    },
    fetchLimits: { ...defaults.fetchLimits, allowedUrls: [] },
    programLimits: defaults.patientLimits,
    logger: log,
    ...rest,
  });
  async function work(): Promise<void> {
    await runner.tick();
    await runner.idle();
  }
  return { ...runner, log, work };
}

/** A keeper under test. */
export interface TestKeeper extends Keeper {
  readonly log: RecordedLog;
}

/** A keeper that does all work, or the given kinds alone. */
export function keeperOf(
  suite: TestSuite,
  signer: Signer,
  changes: Partial<Omit<CreateKeeperParameters, "work">> & { work?: readonly KeeperWork[] } = {},
): TestKeeper {
  const log = recordLog();
  const { work = KEEPER_WORK, ...rest } = changes;
  const client = createMusterClient({ deployment: suite.deployment, runner: signer });
  const config = { client, signer, minimumProfit: 0n, fundThreshold: 1n, logger: log, ...rest };
  return { ...createKeeper({ ...config, work: new Set(work) }), log };
}

/** A definition whose program is written out, as bytes. */
export function defineTask(source: string, changes: Partial<TaskDefinition> = {}): string {
  return encodeTaskDefinition({ kind: "sum", program: { source }, input: [1, 2], ...changes });
}

/** The sum of its input, as a definition. */
export const SUM = "const main = (input) => input.reduce((sum, item) => sum + item, 0);";

/** Files on a server of this machine. */
export interface TestContent {
  /** Its beginning, to be allowed. */
  readonly url: string;
  /** The address of a file, with its hash. */
  of(path: string): { url: string; sha256: string };
  stop(): Promise<void>;
}

/** Serves files by path, and counts no requests. */
export async function serveContent(files: Readonly<Record<string, string>>): Promise<TestContent> {
  const server = fastify({ forceCloseConnections: true });
  for (const [path, text] of Object.entries(files)) server.get(`/${path}`, async () => text);
  server.get("/redirect", async (_request, reply) => reply.redirect("/program.js"));
  const url = `${await server.listen({ port: 0, host: "127.0.0.1" })}/`;
  const hashOf = (path: string) =>
    createHash("sha256")
      .update(files[path] ?? "")
      .digest("hex");
  return { url, of: (path) => ({ url: `${url}${path}`, sha256: hashOf(path) }), stop: () => server.close() };
}
