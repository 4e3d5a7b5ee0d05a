import { EventEmitter, once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { id as hashText, hexlify, toBeHex, toUtf8Bytes, toUtf8String, Wallet } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { acknowledgeOutput } from "../../sdk/jobs/acknowledgeOutput.ts";
import { hashScript } from "../../sdk/jobs/hashScript.ts";
import type { JobDetails } from "../../sdk/jobs/jobRecord.ts";
import { type BuildJobTermsParameters, JobAccess, NO_NEEDS } from "../../sdk/jobs/jobTerms.ts";
import { matchJob } from "../../sdk/jobs/matchJob.ts";
import { readJob, type ReadJobReturnType } from "../../sdk/jobs/readJob.ts";
import { registerJob, type RegisterJobReturnType } from "../../sdk/jobs/registerJob.ts";
import { scheduleFor } from "../../sdk/jobs/scheduleFor.ts";
import { verifyDelivery } from "../../sdk/jobs/verifyDelivery.ts";
import { encryptionOperatorKey } from "../../sdk/registry/encryptionOperatorKey.ts";
import { joinPool } from "../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../sdk/registry/registerOperator.ts";
import { stake } from "../../sdk/registry/stake.ts";
import { createProcessor, type Processor } from "../../services/operator/jobs/createProcessor.ts";
import { PROCESSOR_DEFAULTS } from "../../services/operator/jobs/processorDefaults.ts";
import type { ProcessorRole, ProcessorTerms } from "../../services/operator/jobs/processorRole.ts";
import { defaults } from "./defaults.ts";
import { jobDefaults } from "./jobs.ts";
import { recordLogger } from "./recordLogger.ts";
import { makeFolder } from "./relay.ts";
import { deployTestSuite, type TestSuite } from "./suite.ts";

const { ad, settings, duration, interval, reward, failureFee } = jobDefaults;
/** Rounds of everybody's work after which something that does not come about is given up. */
const MOST_TURNS = 20;
/** From the registration to the start, in seconds. */
const LEAD = 2n * settings.ackWindow;

/** How processors work in tests. */
const TERMS: ProcessorTerms = {
  ...PROCESSOR_DEFAULTS,
  delivery: defaults.delivery,
  allowsPrivateNetwork: true,
  settlePatienceMs: 0,
};

/** A processor, with the account that it works for. */
export interface TestProcessor {
  readonly client: MusterClient;
  readonly signer: HardhatEthersSigner;
  readonly operator: bigint;
  readonly encryptionSecret: string;
  /** Of all its lives. */
  readonly log: ReturnType<typeof recordLogger>;
  /** The one that lives now. */
  now(): Processor;
  stop(): Promise<void>;
  /** Begins a new life with what the disk kept. */
  restart(changes?: Partial<ProcessorRole>): Promise<void>;
}

/** The deployed suite with a consumer, and processors that look at the chain only when told to. */
export interface JobNetwork {
  readonly suite: TestSuite;
  readonly consumer: MusterClient;
  readonly matcher: MusterClient;
  readonly processors: readonly TestProcessor[];
  /** How its processors work. */
  readonly terms: ProcessorTerms;
  stop(): Promise<void>;
}

/** How processors differ from the default one, by their place. */
export type JobNetworkChanges = readonly Partial<ProcessorRole>[];

/** Deploys, and starts processors that are ready to be matched. */
export async function startJobNetwork(
  connection: NetworkConnection,
  { count = 3, changes = [] }: { readonly count?: number; readonly changes?: JobNetworkChanges } = {},
): Promise<JobNetwork> {
  const numbers = Object.entries(settings).map(([name, value]) => [name, Number(value)]);
  const suite = await deployTestSuite(connection, 0, { jobs: Object.fromEntries(numbers) });
  const { deployment } = suite;
  const signers = await connection.ethers.getSigners();
  const clientOf = (runner: HardhatEthersSigner) => createMusterClient({ deployment, runner });
  const processors: TestProcessor[] = [];
  for (let place = 0; place < count; place++) {
    const signer = signers[place + 4]!;
    processors.push(await seat(clientOf(signer), signer, place, changes[place] ?? {}));
  }
  const net = { suite, consumer: clientOf(suite.actor), matcher: clientOf(signers[3]!), processors, terms: TERMS };
  await turn(net);
  return {
    ...net,
    async stop() {
      for (const processor of processors) await processor.stop();
    },
  };
}

async function seat(
  client: MusterClient,
  signer: HardhatEthersSigner,
  place: number,
  changes: Partial<ProcessorRole>,
): Promise<TestProcessor> {
  const encryptionSecret = toBeHex(BigInt(hashText(`processor ${place}`)) >> 8n, 32);
  const { operator } = await registerOperator(client, { keys: [encryptionOperatorKey(encryptionSecret)] });
  await stake(client, { operator, amount: jobDefaults.stake });
  await joinPool(client, { pool: Number(await client.jobs.pool()) });
  const folder = makeFolder();
  const log = recordLogger();
  const { currency: _, isRestricted: __, windowEnd: ___, ...offer } = ad;
  const build = (more: Partial<ProcessorRole> = {}): Processor =>
    createProcessor({
      client,
      signer,
      offer,
      terms: TERMS,
      dataDir: folder.path,
      encryptionSecret,
      clock: (blockMs) => blockMs,
      logger: log.logger,
      pollIntervalMs: defaults.never,
      ...changes,
      ...more,
    });
  let living: Processor | undefined = build();
  await living.start();
  return {
    client,
    signer,
    operator: BigInt(operator),
    encryptionSecret,
    log,
    now: () => living!,
    async stop() {
      await living?.stop();
    },
    async restart(more) {
      await living?.stop();
      living = build(more);
      await living.start();
    },
  };
}

/** Everybody looks, does what is due, and sees what came of it. */
export async function turn({ suite, processors }: Pick<JobNetwork, "suite" | "processors">): Promise<void> {
  const living = processors.map((processor) => processor.now()).filter((one) => one.health().isRunning);
  await Promise.all(living.map((one) => one.tick()));
  await Promise.all(living.map((one) => one.idle()));
  await Promise.all(living.map((one) => one.tick()));
  await suite.connection.networkHelpers.mine();
}

/** Lets everybody work, turn by turn, until a predicate holds. */
export async function workUntil(net: JobNetwork, isDone: () => Promise<boolean>): Promise<void> {
  for (let count = 0; count < MOST_TURNS; count++) {
    if (await isDone()) return;
    await turn(net);
  }
  const said = net.processors.flatMap(({ log }) => log.records.slice(-6).map((record) => JSON.stringify(record)));
  throw new Error([`Nothing came of it in ${MOST_TURNS} turns.`, ...said].join("\n"));
}

/** A job of the network's consumer. */
export type NetworkJob = RegisterJobReturnType;

/** How a job differs from the default one: two executions of one slot, delivered nowhere, the script in its address. */
export interface NetworkJobChanges {
  readonly source: string;
  readonly executions?: bigint;
  readonly slots?: bigint;
  readonly parameters?: unknown;
  readonly terms?: Partial<BuildJobTermsParameters>;
  readonly details?: Partial<Omit<JobDetails, "processors">>;
}

/** Registers a job that starts when everybody had time to acknowledge. */
export async function registerNetworkJob(net: JobNetwork, changes: NetworkJobChanges): Promise<NetworkJob> {
  const { source, executions = 2n, slots = 1n, parameters, terms = {}, details = {} } = changes;
  const startTime = (BigInt(await net.suite.connection.networkHelpers.time.latest()) + LEAD) * 1_000n;
  return registerJob(net.consumer, {
    terms: {
      script: hashScript(source),
      access: JobAccess.Public,
      schedule: scheduleFor({ startTime, interval, duration, executions }),
      needs: { ...NO_NEEDS, networkRequests: 2n, storageBytes: 64n, memoryBytes: ad.maxMemory },
      slots,
      reward,
      failureFee,
      ...terms,
    },
    details: {
      scriptUri: `data:text/javascript,${encodeURIComponent(source)}`,
      ...(parameters !== undefined && { parameters: hexlify(toUtf8Bytes(JSON.stringify(parameters))) }),
      ...details,
    },
  });
}

/** Has a job matched to the first processors, slot by slot. */
export async function matchNetworkJob(net: JobNetwork, { id, terms }: NetworkJob): Promise<void> {
  const chosen = net.processors.slice(0, Number(terms.slots));
  const slots = chosen.map(({ operator }) => ({ processor: operator, startDelay: 0n }));
  await matchJob(net.matcher, { id, slots });
}

/** A job that all of its processors have acknowledged. */
export async function assignNetworkJob(net: JobNetwork, changes: NetworkJobChanges): Promise<NetworkJob> {
  const job = await registerNetworkJob(net, changes);
  await matchNetworkJob(net, job);
  await workUntil(net, async () => (await jobOf(net, job)).status === "Assigned");
  return job;
}

/** The job as it stands. */
export async function jobOf(net: JobNetwork, { id }: NetworkJob): Promise<ReadJobReturnType> {
  return readJob(net.consumer, { id });
}

/** Moves the chain's time to the start of an execution, or to so many milliseconds after it. */
export async function reachExecution(net: JobNetwork, { terms }: NetworkJob, execution: bigint, after = 0n) {
  const at = terms.schedule.startTime + execution * terms.schedule.interval + after;
  const { time } = net.suite.connection.networkHelpers;
  const seconds = (at + 999n) / 1_000n;
  if (seconds > BigInt(await time.latest())) await time.increaseTo(seconds);
}

/** Moves to an execution, and lets everybody work until these slots have reported it. */
export async function playExecution(net: JobNetwork, job: NetworkJob, execution: bigint, slots?: readonly number[]) {
  await reachExecution(net, job, execution);
  const asked = slots ?? Array.from({ length: Number(job.terms.slots) }, (_, slot) => slot);
  await workUntil(net, async () => {
    const { slots: found } = await jobOf(net, job);
    return asked.every((slot) => found[slot]!.next > execution);
  });
}

/** Plays every execution of a job and its end. */
export async function playJob(net: JobNetwork, job: NetworkJob, executions = 2n): Promise<void> {
  for (let execution = 0n; execution < executions; execution++) await playExecution(net, job, execution);
  await workUntil(net, async () => isSettled(net, job));
}

/** Whether a job was settled, not only by the clock. */
export async function isSettled({ suite }: JobNetwork, { id }: NetworkJob): Promise<boolean> {
  const done = await suite.jobs.queryFilter(suite.jobs.filters.JobSettled(id));
  return done.length > 0;
}

/** A web server of this machine: what a script asks, and where its outputs arrive. */
export interface TestEndpoint {
  readonly url: string;
  /** Signs for what arrives. */
  readonly key: string;
  /** Outputs by processor and idempotency key, as they came, attempt by attempt. */
  readonly deliveries: { readonly processor: string; readonly idempotencyKey: string; readonly output: string }[];
  /** How often `/value` was asked. */
  asked(): number;
  /** Resolves at the next question. */
  question(): Promise<unknown>;
  stop(): Promise<void>;
}

/** Serves `/value`, a JSON that counts up with each question, and takes and signs for deliveries at `/outputs`. */
export async function serveEndpoint({ suite }: JobNetwork): Promise<TestEndpoint> {
  const home = { homeChainId: suite.deployment.chainId, market: suite.deployment.addresses.jobs };
  const signer = new Wallet(hashText("endpoint"));
  const deliveries: { processor: string; idempotencyKey: string; output: string }[] = [];
  const questions = new EventEmitter();
  let asked = 0;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void answer(Buffer.concat(chunks)));
    async function answer(body: Buffer): Promise<void> {
      if (request.url === "/value") {
        response.end(JSON.stringify({ value: ++asked }));
        return void questions.emit("question");
      }
      if (request.url !== "/outputs") return void response.writeHead(404).end();
      const delivery = verifyDelivery({ headers: request.headers, body, endpoint: `${url}/outputs` }, home);
      const { processor, idempotencyKey } = delivery;
      deliveries.push({ processor, idempotencyKey, output: body.toString() });
      response.end(JSON.stringify({ signature: await acknowledgeOutput(signer, delivery.output, home) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    key: signer.address,
    deliveries,
    asked: () => asked,
    question: () => once(questions, "question"),
    stop: () => new Promise((resolve) => void (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

/** What a script put out, as the market tells it: the text of each report of an output, by slot and execution. */
export async function outputsOf({ suite }: JobNetwork, { id }: NetworkJob): Promise<Record<string, string>> {
  const { jobs } = suite;
  const found = await jobs.queryFilter(jobs.filters.ExecutionSucceeded(id));
  return Object.fromEntries(
    found.map(({ args }) => [`${args.slot}/${args.execution}`, toUtf8String(args.output)] as const),
  );
}

/** The messages of failures, by slot and execution. */
export async function failuresOf({ suite }: JobNetwork, { id }: NetworkJob): Promise<Record<string, string>> {
  const { jobs } = suite;
  const found = await jobs.queryFilter(jobs.filters.ExecutionFailed(id));
  return Object.fromEntries(
    found.map(({ args }) => [`${args.slot}/${args.execution}`, toUtf8String(args.message)] as const),
  );
}
