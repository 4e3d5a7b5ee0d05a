import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { localVrfKey } from "../../scripts/deploy/localVrfKey.ts";
import type { PreparedNode } from "../../scripts/lifecycles/prepareNodes.ts";
import { quietLogger } from "../../scripts/lifecycles/quietLogger.ts";
import { type RunningNodes, startNodes } from "../../scripts/lifecycles/startNodes.ts";
import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { decodePng } from "../../sdk/inference/images/decodePng.ts";
import { createVrfOracle } from "../../services/vrf-oracle/createVrfOracle.ts";
import { openShell, type Shell, takesChainBack } from "../helpers/openShell.ts";

/** The network's accounts: three nodes, an application, a relay's publisher, an oracle, and somebody else. */
const NODES = [8, 9, 10];
const [APPLICATION, PUBLISHER, ORACLE, STRANGER] = [11, 12, 13, 14];
/** Blocks come slowly enough for a busy machine to prove within a stage. */
const [CONFIRMATIONS, BLOCK_MS, POLL_MS, FEE] = [3, 500, 100, "0.002"];
/** Some fifty tasks, real proofs, and a machine that may be busy. */
const TIMEOUT_MS = 300_000;
/** Looks at a task after which it should have ended. */
const MOST_LOOKS = 400;

const manifest = JSON.parse(readFileSync(join("models", "manifest.json"), "utf8")) as {
  readonly imageBase: { readonly id: string };
};

describe("inference from the shell", () => {
  let shell: Shell;
  let task: Shell["task"];
  let path: Shell["path"];

  before(async function () {
    this.timeout(TIMEOUT_MS);
    shell = await openShell("inference");
    ({ task, path } = shell);
  });

  after(() => shell.close());

  takesChainBack(() => shell);

  async function clientOf(account: number): Promise<MusterClient> {
    const runner = await shell.provider.getSigner(account);
    return createMusterClient({ deployment: loadDeployment(shell.book), runner });
  }

  /** Makes an account a node, by tasks alone. */
  async function enter(account: number): Promise<PreparedNode> {
    const keys = path(`node-${account}.json`);
    rmSync(keys, { force: true });
    await task(account, "inference:keys", keys);
    const { encryptionSecret } = JSON.parse(readFileSync(keys, "utf8")) as { readonly encryptionSecret: string };
    await task(account, "operator:register");
    await task(account, "inference:set-key", "--keys", keys);
    await task(account, "operator:stake", "5");
    const client = await clientOf(account);
    await task(account, "pool:join", String(await client.inference.pool()));
    expect(await task(account, "inference:join", "--models", manifest.imageBase.id)).to.contain("is a node");
    const address = (await shell.provider.getSigner(account)).address;
    return { client, operator: Number(await client.registry.operatorOf(address)), encryptionSecret };
  }

  /** Answers every round, and lets blocks come while nothing is sent. */
  async function keepTheChainGoing(): Promise<() => Promise<void>> {
    const { deployment, provider: reader } = await clientOf(ORACLE);
    const oracle = createVrfOracle({
      provider: reader,
      signer: (await shell.provider.getSigner(ORACLE)) as never,
      coordinatorAddress: deployment.addresses.coordinator,
      secretKey: localVrfKey(),
      confirmations: CONFIRMATIONS,
      logger: quietLogger,
      pollIntervalMs: POLL_MS,
    });
    await oracle.start();
    await shell.provider.send("evm_setIntervalMining", [BLOCK_MS]);
    return async () => {
      await shell.provider.send("evm_setIntervalMining", [0]);
      await oracle.stop();
    };
  }

  /** Registers an application and has it create a task, by tasks alone. */
  async function create({ relay }: RunningNodes): Promise<string> {
    rmSync(path("application.json"), { force: true });
    await task(APPLICATION, "inference:keys", path("application.json"));
    await task(APPLICATION, "inference:register", "--keys", path("application.json"));
    const parameters = { kind: "image", baseModel: manifest.imageBase.id, label: 7, seed: 1, numImages: 1 };
    writeFileSync(path("parameters.json"), JSON.stringify(parameters));
    const wanted = ["--keys", path("application.json"), "--publishers", relay.publisher, "--out", path("task.json")];
    const options = [...wanted, "--fee", FEE, "--blocks", "600"];
    const created = await task(APPLICATION, "inference:create", path("parameters.json"), ...options);
    return /Task (0x[0-9a-f]{64}) is created/.exec(created)?.[1] ?? "";
  }

  /** Looks again until what is printed says so. */
  async function until(look: () => Promise<string>, wanted: RegExp): Promise<string> {
    for (let looks = 0; looks < MOST_LOOKS; ++looks) {
      const printed = await look();
      if (wanted.test(printed)) return printed;
    }
    throw new Error(`Nothing was printed like ${String(wanted)}.`);
  }

  it("has a picture drawn, proven and paid for by tasks alone, with nodes beside it", async () => {
    await task(0, "beacon:fund", "--amount", "1");
    const nodes: PreparedNode[] = [];
    for (const account of NODES) nodes.push(await enter(account));
    expect(await task(NODES[0]!, "inference:node")).to.match(/status +Available/);
    const stopChain = await keepTheChainGoing();
    const running = await startNodes(await clientOf(PUBLISHER), nodes);
    try {
      const id = await create(running);
      expect(await task(STRANGER, "inference:list")).to.contain(id);
      expect(await task(STRANGER, "inference:show", id)).to.match(/status +(Queued|Started)/);

      const owed = ["--keys", path("application.json"), "--relay", running.relay.url, "--out", path("result")];
      const told = await until(
        () => task(APPLICATION, "inference:advance", path("task.json"), ...owed),
        /^(done|failed)/,
      );
      expect(told).to.match(/^done/);
      const [file] = readdirSync(path("result"));
      expect(decodePng(readFileSync(join(path("result"), file!))).width).to.equal(28);
      const ended = /status +(EndSuccess|EndGroupSuccess)/;
      expect(await until(() => task(STRANGER, "inference:show", id), ended)).to.match(new RegExp(`fee +${FEE} ether`));

      const refused = await shell.tryTask(STRANGER, "inference:refund", id);
      expect([refused.code, refused.output.split("\n")[0]]).to.deep.equal([
        1,
        "The contract refused: InferenceNothingDue",
      ]);
    } finally {
      await running.stop();
      await stopChain();
    }
    const { escrow } = await clientOf(STRANGER);
    const addresses = await Promise.all(NODES.map((account) => shell.provider.getSigner(account)));
    const credits = await Promise.all(addresses.map(({ address }) => escrow.creditOf(address, ZeroAddress)));
    const payee = NODES[credits.findIndex((credit) => credit > 0n)]!;
    expect(await task(payee, "escrow:withdraw")).to.match(/Paid 0\.00\d+ ether/);
  }).timeout(TIMEOUT_MS);

  it("lets nodes rest, go on and leave, and takes back what was not drawn", async () => {
    const [account] = NODES;
    await enter(account!);
    expect(await task(account!, "inference:pause")).to.contain("The node takes no more tasks");
    expect(await task(account!, "inference:node")).to.match(/status +Paused/);
    await task(account!, "inference:resume");
    await task(account!, "inference:describe", "--software", "1.2.3", "--models", manifest.imageBase.id);
    expect(await task(account!, "inference:node")).to.match(/version +1\.2\.3/);
    const publisher = (await shell.provider.getSigner(PUBLISHER)).address;
    const id = await create({ relay: { url: "", publisher }, stop: async () => undefined });
    expect(await task(APPLICATION, "inference:abort", id)).to.contain(`Task ${id} is ended`);
    expect(await task(STRANGER, "inference:show", id)).to.match(/status +EndAborted/);
    await task(STRANGER, "inference:skip", id);
    await task(account!, "inference:quit");
    expect(await task(account!, "inference:node")).to.match(/status +Quit/);
  }).timeout(TIMEOUT_MS);

  it("drives the lifecycle from creation to payment by its script, twice on one chain", async () => {
    for (const _run of [1, 2]) {
      expect(await shell.script("scripts/lifecycles/inference.ts")).to.match(/^sum +0$/m);
    }
  }).timeout(TIMEOUT_MS);
});
