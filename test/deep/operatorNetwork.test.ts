import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect } from "chai";
import { id as hashOf, JsonRpcProvider, toQuantity, Wallet } from "ethers";

import { createTaskDefinition } from "../../sdk/attestation/createTaskDefinition.ts";
import { fundTaskDefinition } from "../../sdk/attestation/fundTaskDefinition.ts";
import { signTask } from "../../sdk/attestation/signTask.ts";
import { taskIdOf } from "../../sdk/attestation/taskIdOf.ts";
import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { sealCommittee } from "../../sdk/committee/sealCommittee.ts";
import { blsOperatorKey } from "../../sdk/registry/blsOperatorKey.ts";
import { joinPool } from "../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../sdk/registry/registerOperator.ts";
import { stake } from "../../sdk/registry/stake.ts";
import type { Validate } from "../../services/avs-kit/avs.ts";
import { createValidationService } from "../../services/avs-kit/createValidationService.ts";
import { createGossip, type Gossip } from "../../services/operator/gossip/createGossip.ts";
import { voteMessage } from "../../services/operator/messages/voteMessage.ts";
import { RPC_CODES } from "../../services/operator/rpc/rpcError.ts";
import { testSecret } from "../helpers/blsSigners.ts";
import { type ChildProcesses, keepProcesses } from "../helpers/childProcesses.ts";
import { defaults } from "../helpers/defaults.ts";
import { freePort } from "../helpers/freePort.ts";
import { isTrue } from "../helpers/isTrue.ts";
import { lineWith } from "../helpers/lineWith.ts";
import { createLossyProxy, type LossyProxy } from "../helpers/lossyProxy.ts";
import { callRpc } from "../helpers/operatorNodes.ts";
import { quietPort } from "../helpers/quietPort.ts";
import { recordLogger } from "../helpers/recordLogger.ts";

const HARDHAT = [process.execPath, join("node_modules", "hardhat", "dist", "src", "cli.js")];
const OPERATOR = [process.execPath, "--import", "tsx", join("services", "operator", "main.ts")];
const OPERATORS = 20;
const TASKS = 50;
/** Processes that start at one time. */
const GROUP = 4;
/** Of the messages that arrive at a node, and of the packets and connections on the way to it. */
const LOSS = 0.1;
const BROKEN = 0.0005;
/** The share of validations that approve, at those that do not crash: asked twice, many would say both. */
const APPROVING = 0.9;
/** Those that crash: an aggregator, and an attester. */
const VICTIMS = [0, OPERATORS - 1];
const SECOND_AGGREGATOR = 1;
/** Of a victim, in stakes: the others are no two thirds, so what is open at the crash waits for a victim. */
const WEIGHT = BigInt(Math.ceil(OPERATORS / 4));
/** Votes that each victim has on its disk when it is killed. */
const PROMISED = 3;
/** Of what a process printed last, for failures. */
const OUTPUT_CHARS = 2_000;
/** A guard against a network that stands still; nothing is measured. */
const TIMEOUT_MS = 1_800_000;

/** An operator, and its process. */
interface Member {
  readonly wallet: Wallet;
  readonly blsKey: string;
  readonly dataDir: string;
  readonly port: number;
  readonly proxy: LossyProxy;
  readonly rpc: string;
  process?: ChildProcess;
}

/** A side that was taken of a task, in one phase. */
interface Side {
  readonly key: string;
  readonly isApproved: boolean;
}

/** A vote as an observer heard it, after its sender's signature was checked. */
interface HeardVote extends Side {
  readonly sender: string;
}

/** Twenty processes take their time: `npm run test:deep` alone asks for them. */
function describeDeep(title: string, tests: () => void): void {
  if (process.env.MUSTER_DEEP === "1") describe(title, tests);
}

describeDeep("a network of operators that loses a tenth of all messages", () => {
  const name = `operator-network-${process.pid}`;
  const book = join("deployments", name, "muster.json");
  const root = mkdtempSync(join(tmpdir(), "muster-network-"));
  const first: string[] = [];
  const heard: HeardVote[] = [];
  let hasCrashed = false;
  let processes: ChildProcesses;
  let provider: JsonRpcProvider;
  let client: MusterClient;
  let members: Member[] = [];
  let taskDefinitionId: number;
  let listener: Gossip;

  /* WHAT THE SERVICES SAY */

  const fickle = createValidationService({ validate: async () => Math.random() < APPROVING, maxConcurrent: 1_000 });
  // After the crash the victims' says the opposite of what it had said of each task before.
  const turning = createValidationService({ validate: turn, maxConcurrent: 1_000 });
  let validationUrls: { readonly fickle: string; readonly turning: string };

  async function turn({ proofOfTask }: Parameters<Validate>[0]): Promise<boolean> {
    return !(hasCrashed && first.includes(proofOfTask));
  }

  /* THE NETWORK */

  before(async function () {
    this.timeout(TIMEOUT_MS);
    const port = await freePort();
    const rpcUrl = `http://127.0.0.1:${port}`;
    processes = keepProcesses({ MUSTER_RPC_URL: rpcUrl, MUSTER_DEPLOYMENT: name });
    await lineWith(processes.start([...HARDHAT, "node", "--port", String(port)]), "Started HTTP");
    const deploy = ["run", "--no-compile", "scripts/deploy/main.ts", "--network", "localhost"];
    const { code, output } = await processes.run([...HARDHAT, ...deploy]);
    expect(code, output).to.equal(0);
    provider = new JsonRpcProvider(rpcUrl, undefined, { cacheTimeout: -1, pollingInterval: 100 });
    validationUrls = { fickle: await fickle.start(), turning: await turning.start() };
    for (let index = 0; index < OPERATORS; index++) members.push(await enlist(index));
    client = clientOf(await fundedWallet("owner"));
    await sealCommittee(client, { pool: Number(await client.center.defaultPool()) });
    const fees = { baseRewardFeeForAttesters: defaults.attesterFee };
    ({ taskDefinitionId } = await createTaskDefinition(client, { name: "rehearsal", ...fees }));
    await fundTaskDefinition(client, { taskDefinitionId, amount: defaults.attesterFee * BigInt(OPERATORS * TASKS) });
    for (let index = 0; index < OPERATORS; index += GROUP) {
      await Promise.all(members.slice(index, index + GROUP).map(launch));
    }
    listener = await listen();
  });

  after(async function () {
    this.timeout(TIMEOUT_MS);
    await listener?.stop();
    await processes.end();
    provider.destroy();
    await Promise.all([fickle.stop(), turning.stop(), ...members.map(({ proxy }) => proxy.stop())]);
    members = [];
    rmSync(root, { recursive: true, force: true });
    rmSync(dirname(book), { recursive: true, force: true });
    expect(processes.count()).to.equal(0);
  });

  function clientOf(wallet: Wallet): MusterClient {
    return createMusterClient({ deployment: loadDeployment(book), runner: wallet });
  }

  async function fundedWallet(seed: string): Promise<Wallet> {
    const wallet = new Wallet(hashOf(`${name} ${seed}`), provider);
    await provider.send("hardhat_setBalance", [wallet.address, toQuantity(defaults.credit)]);
    return wallet;
  }

  /** Makes an operator with a seat, and the bad way to it. */
  async function enlist(index: number): Promise<Member> {
    const wallet = await fundedWallet(String(index));
    const blsKey = testSecret(index);
    const own = clientOf(wallet);
    await registerOperator(own, { keys: [await blsOperatorKey(own, { secretKey: blsKey })] });
    await stake(own, { amount: defaults.stake * (VICTIMS.includes(index) ? WEIGHT : 1n) });
    await joinPool(own, { pool: Number(await own.center.defaultPool()) });
    const port = await quietPort();
    const harm = { refusedShare: LOSS, lateShare: LOSS, brokenShare: BROKEN };
    const proxy = await createLossyProxy({ targetPort: port, ...harm });
    const rpc = `http://127.0.0.1:${await quietPort()}`;
    return { wallet, blsKey, dataDir: join(root, String(index)), port, proxy, rpc };
  }

  /** Starts an operator's process; two of them aggregate as well. */
  async function launch(member: Member): Promise<void> {
    const index = members.indexOf(member);
    const others = members.slice(0, 4).filter((each) => each !== member);
    const isAggregator = index === VICTIMS[0] || index === SECOND_AGGREGATOR;
    const settings = {
      MUSTER_DEPLOYMENT: book,
      MUSTER_PRIVATE_KEY: member.wallet.privateKey,
      MUSTER_BLS_KEY: member.blsKey,
      MUSTER_POLL_INTERVAL_MS: "2000",
      MUSTER_OPERATOR_ROLES: isAggregator ? "attester,aggregator" : "attester",
      MUSTER_OPERATOR_DATA_DIR: member.dataDir,
      MUSTER_OPERATOR_LISTEN: `/ip4/127.0.0.1/tcp/${member.port}`,
      MUSTER_OPERATOR_ANNOUNCE: addressOf(member),
      MUSTER_OPERATOR_BOOTSTRAP: others.map(addressOf).join(","),
      MUSTER_OPERATOR_LOSS_PERCENT: String(LOSS * 100),
      MUSTER_OPERATOR_RPC_PORT: new URL(member.rpc).port,
      MUSTER_OPERATOR_VALIDATION_URL: VICTIMS.includes(index) ? validationUrls.turning : validationUrls.fickle,
      MUSTER_OPERATOR_MORE_SIGNERS_MS: "1000",
      MUSTER_OPERATOR_REBROADCAST_MS: "10000",
      MUSTER_OPERATOR_AGGREGATOR_TIMEOUT_MS: "10000",
      MUSTER_OPERATOR_CONFIRMATIONS: "0",
    };
    const env = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    member.process = processes.start(["env", ...env, ...OPERATOR]);
    let output = "";
    member.process.stdout?.on("data", (chunk: Buffer) => (output = output.slice(-OUTPUT_CHARS) + chunk.toString()));
    await lineWith(member.process, '"rpcListening"').catch((cause: unknown) => {
      throw new Error(`Operator ${index} does not start: ${output}`, { cause });
    });
  }

  /** Where others reach a node: on its bad way. */
  function addressOf({ proxy }: Member): string {
    return `/ip4/127.0.0.1/tcp/${proxy.port}`;
  }

  /** Hears all votes. It is no operator, and loses nothing itself. */
  async function listen(): Promise<Gossip> {
    const { chainId, addresses } = client.deployment;
    const controllers = new Set(members.map(({ wallet }) => wallet.address));
    const gossip = createGossip({
      chainId: BigInt(chainId),
      center: addresses.center,
      isMember: (account) => controllers.has(account),
      logger: recordLogger().logger,
      dataDir: join(root, "listener"),
      listen: [`/ip4/127.0.0.1/tcp/${await freePort()}`],
      bootstrap: members.map(({ port }) => `/ip4/127.0.0.1/tcp/${port}`),
    });
    gossip.onMessage("vote", ({ sender, payload }) => {
      const vote = voteMessage.decode(payload);
      if (vote !== undefined) heard.push({ sender, key: keyOf(vote), isApproved: vote.isApproved });
    });
    await gossip.start();
    await isTrue(() => gossip.peers().length >= OPERATORS / 2, TIMEOUT_MS);
    return gossip;
  }

  function keyOf({ id, phase }: { readonly id: string; readonly phase: number }): string {
    return `${id} ${phase}`;
  }

  /* THE TASKS */

  /**
   * Sends the task of some operator to one aggregator; the same index is the same task. As performers do, it asks again
   * while the aggregator fails, for instance because the chain does not answer it in time.
   */
  async function sendTask(index: number, { rpc }: Member): Promise<string> {
    const { wallet } = members[index % OPERATORS]!;
    const { chainId, addresses } = client.deployment;
    const info = { proofOfTask: `task ${index}`, data: "0x1234", taskPerformer: wallet.address, taskDefinitionId };
    const signature = await signTask(clientOf(wallet), { info });
    const params = [info.proofOfTask, info.data, taskDefinitionId, wallet.address, signature];
    const id = taskIdOf({ chainId, center: addresses.center, info });
    for (;;) {
      const { result, error } = await callRpc({ rpc }, "sendTask", params);
      if (result === id || error?.data.refusal === "alreadySubmitted") return id;
      expect(error?.code, JSON.stringify(error)).to.equal(RPC_CODES.internal);
    }
  }

  /** What was submitted, as often as it was. */
  async function submissions(): Promise<string[]> {
    const { center } = client;
    const filters = [center.filters.TaskSubmitted(), center.filters.TaskRejected()] as const;
    const logs = await Promise.all(filters.map((filter) => center.queryFilter(filter)));
    return logs.flat().map(({ args }) => args.id);
  }

  async function untilOnChain(ids: readonly string[]): Promise<void> {
    let isDone = false;
    const look = async () => {
      const known = new Set(await submissions());
      isDone = ids.every((id) => known.has(id));
    };
    const poll = setInterval(() => void look(), 1_000);
    await isTrue(() => isDone, TIMEOUT_MS).finally(() => clearInterval(poll));
  }

  /** What a node has on its disk, a task as often as it promised it to somebody. */
  function promisesOf({ dataDir }: Member): Side[] {
    const lines = readFileSync(join(dataDir, "votes.journal"), "utf8").split("\n").slice(0, -1);
    const entries = lines.map((line) => JSON.parse(line) as { type: string; id: string; phase: number } & Side);
    return entries.filter(({ type }) => type === "vote").map((vote) => ({ ...vote, key: keyOf(vote) }));
  }

  /** Those that say both. */
  function contradictionsIn(sides: readonly Side[]): string[] {
    const approved = new Set(sides.filter(({ isApproved }) => isApproved).map(({ key }) => key));
    return sides.filter(({ key, isApproved }) => !isApproved && approved.has(key)).map(({ key }) => key);
  }

  it("brings each task to the chain once, and nobody votes for both sides, through two SIGKILLs", async () => {
    const [aggregator, attester] = VICTIMS.map((index) => members[index]!) as [Member, Member];
    const second = members[SECOND_AGGREGATOR]!;
    const ids: string[] = [];
    for (let index = 0; index < TASKS / 2; index++) first.push(`task ${index}`);
    for (const index of first.keys()) ids.push(await sendTask(index, index % 2 ? second : aggregator));
    await isTrue(() => [aggregator, attester].every((victim) => promisesOf(victim).length >= PROMISED), TIMEOUT_MS);

    for (const { process: running } of [aggregator, attester]) process.kill(-running!.pid!, "SIGKILL");
    hasCrashed = true;
    const before = [aggregator, attester].map(promisesOf);
    const known = new Set(await submissions());
    const open = ids.filter((id) => !known.has(id));
    const isOpen = ({ key }: Side) => open.some((id) => key.startsWith(id));
    expect(before.map((promises) => promises.some(isOpen))).to.deep.equal([true, true]);

    // As performers do whose aggregator is silent: the other one gets the tasks.
    for (const id of open) await sendTask(ids.indexOf(id), second);
    for (let index = TASKS / 2; index < TASKS; index++) ids.push(await sendTask(index, second));
    const silence = heard.length;
    await launch(attester);
    const repeated = () => repeatsOf(attester, before[1]!, heard.slice(silence));
    await isTrue(() => repeated().length > 0, TIMEOUT_MS);
    await launch(aggregator);
    await untilOnChain(ids);

    expect(new Set(ids).size).to.equal(TASKS);
    expect((await submissions()).toSorted()).to.deep.equal(ids.toSorted());
    for (const member of members) {
      const said = heard.filter(({ sender }) => sender === member.wallet.address);
      const earlier = before[VICTIMS.indexOf(members.indexOf(member))] ?? [];
      expect(contradictionsIn([...earlier, ...promisesOf(member), ...said])).to.deep.equal([]);
      expect(said.length).to.be.greaterThan(0);
    }
    expect(members.reduce((sum, { proxy }) => sum + proxy.counts().late, 0)).to.be.greaterThan(0);
  }).timeout(TIMEOUT_MS);

  /** What was heard of a node again that it had promised before. */
  function repeatsOf({ wallet }: Member, before: readonly Side[], votes: readonly HeardVote[]): HeardVote[] {
    return votes.filter(({ sender, key }) => sender === wallet.address && before.some((side) => side.key === key));
  }
});
