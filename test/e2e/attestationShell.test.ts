import { writeFileSync } from "node:fs";

import { expect } from "chai";
import { id as hashOf, toQuantity } from "ethers";

import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { openShell, type Shell, takesChainBack } from "../helpers/openShell.ts";

/** The network's accounts: an AVS, a performer, two attesters of whom one aggregates, and a challenger. */
const [AVS, PERFORMER, AGGREGATOR, CHALLENGER] = [0, 1, 2, 3];
const OPERATORS = [PERFORMER, AGGREGATOR];
const DISPUTE_BLOCKS = 20;
const EPOCH_BLOCKS = 1_000;
/** A few processes and some fifty tasks, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

describe("attestation from the shell", () => {
  let shell: Shell;
  let task: Shell["task"];
  let pool: string;
  let aggregator: string;

  before(async function () {
    this.timeout(TIMEOUT_MS);
    shell = await openShell("attestation");
    ({ task } = shell);
    const { book, provider } = shell;
    const { center } = createMusterClient({ deployment: loadDeployment(book), runner: provider });
    pool = String(await center.defaultPool());
    aggregator = (await provider.getSigner(AGGREGATOR)).address;
    for (const account of OPERATORS) await seat(account);
    await task(AVS, "committee:seal", pool);
  });

  after(() => shell.close());

  takesChainBack(() => shell);

  const keyFile = (account: number): string => shell.path(`${account}.key`);

  async function seat(account: number): Promise<void> {
    writeFileSync(keyFile(account), generateBlsKey(hashOf(`shell ${account}`)), { mode: 0o600 });
    await task(account, "operator:register");
    await task(account, "operator:set-key", "--bls", "--key-file", keyFile(account));
    await task(account, "operator:stake", "1");
    await task(account, "pool:join", pool);
  }

  async function mine(blocks: number): Promise<void> {
    await shell.provider.send("hardhat_mine", [toQuantity(blocks)]);
  }

  /** Defines tasks, and returns the number. */
  async function define(title: string): Promise<string> {
    return /Definition (\d+) is created/.exec(await task(AVS, "attestation:define", title))?.[1] ?? "";
  }

  const idIn = (output: string): string => /[Tt]ask (0x[0-9a-f]{64}) is/.exec(output)?.[1] ?? "";

  it("drives a task from its definition to its payment by tasks alone", async () => {
    const fees = ["--attester-fee", "0.01", "--performer-fee", "0.05", "--aggregator-fee", "0.02"];
    const defined = await task(AVS, "attestation:define", "Shell", ...fees);
    const definition = /Definition (\d+) is created/.exec(defined)?.[1] ?? "";
    await task(AVS, "attestation:fund", definition, "1");
    const work = ["--proof", "6 x 7", "--data", "42", "--out", shell.path("task.json")];
    const performed = await task(PERFORMER, "attestation:perform", definition, ...work);
    const ballot = ["--aggregator", aggregator, "--votes", shell.path("votes.txt")];
    for (const account of OPERATORS) {
      await task(account, "attestation:vote", shell.path("task.json"), "--key-file", keyFile(account), ...ballot);
    }
    const files = ["--file", shell.path("task.json"), "--votes", shell.path("votes.txt")];
    const submitted = await task(AGGREGATOR, "attestation:submit", ...files);
    const id = idIn(performed);

    expect(submitted).to.contain(`Task ${id} is approved by 2 seats`);
    await mine(1);
    const shown = await shell.shellTask(AVS, "attestation:show", id);
    const listed = await task(AVS, "attestation:list", "--definition", definition);
    expect(shown).to.match(/status +Finalized/);
    expect(shown).to.match(/proof +"6 x 7"/);
    expect(shown).to.match(/waits for +seats 0, 1 to claim/);
    expect(listed).to.contain(id);
    expect(await task(AGGREGATOR, "attestation:claim")).to.contain("Credit grows by 0.03 ether");
    expect(await task(PERFORMER, "attestation:claim")).to.contain("Credit grows by 0.06 ether");
    const over = await task(AVS, "attestation:show", id);
    expect(over).not.to.contain("waits for");
    expect(over).to.match(/RewardClaimed +operator \d got 0\.06 ether/);
  }).timeout(TIMEOUT_MS);

  it("drives a dispute from its challenge to its slashes by tasks alone", async () => {
    const disputes = ["--dispute-blocks", String(DISPUTE_BLOCKS)];
    const definition = /Definition (\d+) is/.exec(await task(AVS, "attestation:define", "Disputed", ...disputes))?.[1];
    const shares = ["--incorrect", "1000", "--performer", "2000", "--reporter", "1000"];
    await task(AVS, "attestation:set-slashing", definition ?? "", ...shares);
    await task(PERFORMER, "attestation:accept-terms", definition ?? "");
    const out = shell.path("disputed.json");
    const performed = await task(PERFORMER, "attestation:perform", definition ?? "", "--proof", "no", "--out", out);
    const id = idIn(performed);
    const keys = OPERATORS.map(keyFile).join(",");
    await task(AGGREGATOR, "attestation:submit", "--file", out, "--key-files", keys);
    expect(await task(AVS, "attestation:show", id)).to.match(
      /waits for +the end of its dispute period, block \d+, 20 blocks/,
    );
    await task(CHALLENGER, "attestation:challenge", id);
    const votes = shell.path("dispute.txt");
    for (const account of OPERATORS) {
      const words = ["--dispute", "--reject", "--key-file", keyFile(account), "--votes", votes];
      await task(account, "attestation:vote", out, ...words);
    }
    expect(await task(AVS, "attestation:resolve", id, "--votes", votes)).to.contain("is overturned by 2 votes");
    expect(await task(CHALLENGER, "attestation:slash-performer", id)).to.contain("The performer loses 0.2 ether");
    const shown = await task(AVS, "attestation:show", id);
    expect(shown).to.match(/status +Overturned/);
    expect(shown).to.match(/PerformerPunished +operator \d+ lost 0\.2 ether/);
  }).timeout(TIMEOUT_MS);

  it("slashes who voted for both sides, with the two votes of a file", async () => {
    const definition = await define("Two Sides");
    const shares = ["--double", "3000", "--reporter", "1000", "--jails"];
    await task(AVS, "attestation:set-slashing", definition, ...shares);
    await task(PERFORMER, "attestation:accept-terms", definition);
    const out = shell.path("two-sides.json");
    const work = ["--proof", "yes and no", "--out", out];
    const id = idIn(await task(PERFORMER, "attestation:perform", definition, ...work));
    const votes = shell.path("two-sides.txt");
    const words = [out, "--key-file", keyFile(PERFORMER), "--aggregator", aggregator, "--votes", votes];
    await task(PERFORMER, "attestation:vote", ...words);
    const files = [out, "--votes", votes];
    const early = await shell.tryTask(CHALLENGER, "attestation:slash-double", ...files);
    await task(PERFORMER, "attestation:vote", ...words, "--reject");

    expect(early).to.deep.equal({ code: 1, output: `No seat voted for both sides of task ${id} in one phase.\n` });
    expect(await task(CHALLENGER, "attestation:slash-double", ...files)).to.match(
      /Seat \d loses 0\.3 ether for voting twice/,
    );
    const again = await shell.tryTask(CHALLENGER, "attestation:slash-double", ...files);
    expect(again.code).to.equal(1);
    expect(again.output).to.match(/^The contract refused: StakingOffencePunished/);
  }).timeout(TIMEOUT_MS);

  it("records the leader of a term that a quorum of keys agreed on", async () => {
    const definition = await define("Led");
    const election = ["--election", "consensus"];
    await task(AVS, "attestation:set-election", definition, ...election, "--epoch-blocks", String(EPOCH_BLOCKS));
    const seat = OPERATORS.indexOf(AGGREGATOR);
    const record = ["attestation:record-leader", definition, String(seat), "--term", "0"] as const;
    const alone = await shell.tryTask(CHALLENGER, ...record, "--key-files", keyFile(AGGREGATOR));
    const all = OPERATORS.map(keyFile).join(",");

    expect(alone.code).to.equal(1);
    expect(alone.output).to.match(/^The contract refused: ElectionNoQuorum\n/);
    expect(await task(CHALLENGER, ...record, "--key-files", all)).to.contain(
      `Seat ${seat} leads term 0 of definition ${definition}`,
    );
    expect(await task(CHALLENGER, "attestation:leader", definition)).to.match(
      new RegExp(`^Seat ${seat} of committee \\d+ \\(operator \\d+\\) leads at block \\d+\\.`),
    );
    const next = ["attestation:record-leader", definition, "0", "--key-files", all] as const;
    expect(await task(CHALLENGER, ...next)).to.contain(`Seat 0 leads term 1 of definition ${definition}`);
  }).timeout(TIMEOUT_MS);

  it("says how far a quorum is that is not reached, and code 1", async () => {
    const definition = await define("Alone");
    const words = ["--definition", definition, "--performer", String(PERFORMER), "--key-files", keyFile(PERFORMER)];
    const { code, output } = await shell.tryShellTask(AGGREGATOR, ["attestation:submit", ...words]);

    expect(code).to.equal(1);
    expect(output).to.match(
      /^The quorum is not reached: a power of 1 ether, of 1\.3+4 ether needed; 1 of 1 signers; seat \d/m,
    );
  }).timeout(TIMEOUT_MS);

  it("drives a lifecycle from creation to payment, twice on one chain", async () => {
    for (const _run of [1, 2]) {
      expect(await shell.script("scripts/lifecycles/attestation.ts")).to.match(/^sum +0$/m);
    }
  }).timeout(TIMEOUT_MS);
});
