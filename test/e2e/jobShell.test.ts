import { writeFileSync } from "node:fs";

import { expect } from "chai";
import { AbiCoder, id as hashText } from "ethers";

import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { openShell, type Shell, takesChainBack } from "../helpers/openShell.ts";

const [CONSUMER, PROCESSOR, MATCHER] = [0, 1, 2];
/** Longer than the time to acknowledge of a default deployment, in seconds. */
const LEAD = 600;
const INTERVAL = 300;
/** A few processes, one after the other, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

describe("jobs from the shell", () => {
  let shell: Shell;
  let task: Shell["task"];
  let operator: string;

  before(async function () {
    this.timeout(TIMEOUT_MS);
    shell = await openShell("jobs");
    ({ task } = shell);
    const { book, provider } = shell;
    const { jobs, registry } = createMusterClient({ deployment: loadDeployment(book), runner: provider });
    await task(PROCESSOR, "operator:register");
    const { address } = await provider.getSigner(PROCESSOR);
    operator = String(await registry.operatorOf(address));
    await task(PROCESSOR, "operator:stake", "1");
    await task(PROCESSOR, "pool:join", String(await jobs.pool()));
    const offer = ["--base", "0.0003", "--memory", "67108864", "--requests", "10"];
    await task(PROCESSOR, "job:advertise", ...offer);
  });

  after(() => shell.close());

  takesChainBack(() => shell);

  async function pass(seconds: number): Promise<void> {
    await shell.provider.send("evm_increaseTime", [seconds]);
    await shell.provider.send("evm_mine", []);
  }

  const idIn = (output: string): string => /Job (0x[0-9a-f]{64}) is registered/.exec(output)?.[1] ?? "";

  /** Registers a job that is written down. */
  async function register(changes: object = {}): Promise<string> {
    const path = shell.path("job.json");
    const job = { script: "my script", duration: 10_000, startIn: LEAD * 1_000, reward: "0.001", ...changes };
    writeFileSync(path, JSON.stringify(job));
    return idIn(await task(CONSUMER, "job:register", path));
  }

  it("drives a job from its template to its payment by tasks alone", async () => {
    expect(await task(PROCESSOR, "job:offer")).to.match(/on offer +yes/);
    const created = await shell.hardhat(
      ...["job:create", "--template", "price-to-contract"],
      ...["--start-in", String(LEAD * 1_000), "--executions", "2", "--interval", String(INTERVAL * 1_000)],
      ...["--param", "urls=https://one.example,https://two.example", "path=data.amount"],
    );
    const id = idIn(created);
    const inbox = /Inbox (0x[0-9a-fA-F]{40}) is deployed/.exec(created)?.[1] ?? "";
    expect(created).to.contain("Template 1 is published: Price to a contract");
    expect(created).to.match(/locked +0\.0022 ether/);

    expect(await task(MATCHER, "job:match", id, "--slots", operator)).to.contain("The job is matched");
    await task(PROCESSOR, "job:acknowledge", id);
    expect(await task(CONSUMER, "job:inbox", inbox, id)).to.contain("Nothing came of this job yet");
    await pass(LEAD);
    const output = AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [4_200n, 7n]);
    await task(PROCESSOR, "job:report", id, "--output", output);
    expect(await task(CONSUMER, "job:inbox", inbox, id, "--types", "uint256,uint256")).to.match(/output +4200, 7/);
    expect(await task(MATCHER, "job:collect", id)).to.contain("The slot is paid so far");
    await pass(2 * INTERVAL);
    expect(await task(MATCHER, "job:count-missed", id)).to.contain("What was missed is counted");
    await task(MATCHER, "job:settle", id);

    const shown = await task(CONSUMER, "job:show", id);
    expect(shown).to.match(/status +Done/);
    expect(shown).to.match(/JobSettled .*paid 400000000000000, matcherShare 70000000000000, refund 1730000000000000/);
    expect(await task(PROCESSOR, "escrow:withdraw")).to.contain("Paid 0.0004 ether");
  }).timeout(TIMEOUT_MS);

  it("brings a job back that nobody runs, and ends it", async () => {
    const id = await register();
    await task(MATCHER, "job:match", id, "--slots", operator);
    expect(await task(PROCESSOR, "job:decline", id)).to.contain("the job is open again");
    await task(MATCHER, "job:match", id, "--slots", operator);
    await pass(LEAD - INTERVAL);
    expect(await task(MATCHER, "job:release", id)).to.contain("The job is open again");
    expect(await task(CONSUMER, "job:cancel", id)).to.contain("The job is cancelled");
    expect(await task(CONSUMER, "job:show", id)).to.match(/status +Cancelled/);
  }).timeout(TIMEOUT_MS);

  it("says why a match is refused", async () => {
    await task(PROCESSOR, "job:withdraw");
    const id = await register();
    const { code, output } = await shell.tryTask(MATCHER, "job:match", id, "--slots", operator);
    expect(code).to.equal(1);
    expect(output).to.match(/^The contract refused: JobNoAdvertisement/);
  }).timeout(TIMEOUT_MS);

  it("runs a template that somebody published by hand, and refuses another script under its number", async () => {
    const published = await task(CONSUMER, "job:template", hashText("mine"), "ipfs://mine", "--description", "Mine");
    const template = Number(/Template (\d+) is published/.exec(published)?.[1]);
    expect(await register({ script: hashText("mine"), template })).to.match(/^0x/);
    const path = shell.path("other.json");
    writeFileSync(path, JSON.stringify({ script: "other", template, duration: 10_000, startIn: 1e6, reward: "0.001" }));
    const { output } = await shell.tryTask(CONSUMER, "job:register", path);
    expect(output).to.match(/^The contract refused: JobBadTemplate/);
  }).timeout(TIMEOUT_MS);

  it("says what a template lacks", async () => {
    const words = ["job:create", "--template", "web-check", "--param", "url=https://example.org"] as const;
    const [first, ...more] = words;
    const { code, output } = await shell.tryTask(CONSUMER, first, ...more);
    expect([code, output]).to.deep.equal([1, "web-check delivers to a web --endpoint.\n"]);
  }).timeout(TIMEOUT_MS);

  it("drives a lifecycle from registration to payment, twice on one chain", async () => {
    for (const _run of [1, 2]) {
      expect(await shell.script("scripts/lifecycles/jobs.ts")).to.match(/^sum +0$/m);
    }
  }).timeout(TIMEOUT_MS);
});
