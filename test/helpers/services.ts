import { createHash } from "node:crypto";

import fastify from "fastify";
import { getBytes, id, type Signer, ZeroAddress } from "ethers";

import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { encodeTaskDefinition, type TaskDefinition } from "../../sdk/definitions/taskDefinition.ts";
import { createKeeper, type CreateKeeperParameters, type Keeper } from "../../services/keeper/createKeeper.ts";
import { KEEPER_WORK, type KeeperWork } from "../../services/keeper/keeperWork.ts";
import { createRunner, type CreateRunnerParameters, type Runner } from "../../services/runner/createRunner.ts";
import type { RunnerPolicy } from "../../services/runner/runnerPolicy.ts";
import { defaults } from "./defaults.ts";
import { recordLogger } from "./recordLogger.ts";
import type { TestSuite } from "./suite.ts";

/** A runner under test. */
export interface TestRunner extends Runner {
  readonly log: ReturnType<typeof recordLogger>;
  /** Looks, and waits until what it began is sent. */
  work(): Promise<void>;
}

export type RunnerChanges = Partial<Omit<CreateRunnerParameters, "policy">> & { policy?: Partial<RunnerPolicy> };

/** The runner of an account, which accepts everything unless the changes say otherwise. */
export function runnerOf(suite: TestSuite, signer: Signer, changes: RunnerChanges = {}): TestRunner {
  const log = recordLogger();
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
    logger: log.logger,
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
  readonly log: ReturnType<typeof recordLogger>;
}

/** A keeper that does all work, or the given kinds alone. */
export function keeperOf(
  suite: TestSuite,
  signer: Signer,
  changes: Partial<Omit<CreateKeeperParameters, "work">> & { work?: readonly KeeperWork[] } = {},
): TestKeeper {
  const log = recordLogger();
  const { work = KEEPER_WORK, ...rest } = changes;
  const client = createMusterClient({ deployment: suite.deployment, runner: signer });
  const config = { client, signer, minimumProfit: 0n, fundThreshold: 1n, logger: log.logger, ...rest };
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
