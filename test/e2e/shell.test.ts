import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { toBeHex, toQuantity, Wallet } from "ethers";

import { simulateKey } from "../../scripts/circuits/simulateKey.ts";
import { localVrfKey } from "../../scripts/deploy/localVrfKey.ts";
import { loadShrunkDigits } from "../../scripts/models/loadShrunkDigits.ts";
import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { testSecret } from "../helpers/blsSigners.ts";
import { defaults } from "../helpers/defaults.ts";
import { lineWith } from "../helpers/lineWith.ts";
import { openShell, type Shell } from "../helpers/openShell.ts";
import { createRandom } from "../helpers/random.ts";

const ORACLE = [process.execPath, "--import", "tsx", join("services", "vrf-oracle", "main.ts")];
/** Pays for the oracle's answers; a test key, worth nothing. */
const SENDER_KEY = toBeHex(0x6d75737465722d73656e646572n, 32);
const CONFIRMATIONS = 3;
/** A dozen processes, one after the other, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

describe("the shell", () => {
  let shell: Shell;
  let task: Shell["task"];
  let shellTask: Shell["shellTask"];

  before(async function () {
    this.timeout(TIMEOUT_MS);
    shell = await openShell("dispatch");
    ({ task, shellTask } = shell);
  });

  after(() => shell.close());

  /** Answers the round that is closed by the tasks, as the service does on a local chain. */
  async function answerRound(): Promise<void> {
    const { provider, processes, book } = shell;
    await provider.send("hardhat_setBalance", [new Wallet(SENDER_KEY).address, toQuantity(defaults.stake)]);
    const oracle = processes.start([
      ...["env", `MUSTER_VRF_KEY=${toBeHex(localVrfKey(), 32)}`, `MUSTER_SENDER_KEY=${SENDER_KEY}`],
      ...[...ORACLE, "--coordinator", loadDeployment(book).addresses.coordinator],
      ...["--confirmations", String(CONFIRMATIONS)],
    ]);
    const answered = lineWith(oracle, "requestAnswered");
    await provider.send("hardhat_mine", [toQuantity(CONFIRMATIONS)]);
    await answered;
    oracle.kill("SIGTERM");
  }

  it("drives a task from its submission to its settlement by tasks alone", async () => {
    const [opened] = await Promise.all([shellTask(0, "pool:open"), shellTask(1, "operator:register")]);
    const pool = /Pool (\d+) is open/.exec(opened)?.[1] ?? "";
    await task(1, "operator:stake", "1");
    await task(0, "beacon:fund", "--amount", "1");
    await task(1, "pool:join", pool);

    const work = ["--payment", "0.01", "--definition", "6 x 7"];
    const submitted = await shellTask(2, "dispatch:submit", "--pool", pool, ...work);
    const id = /Task (0x[0-9a-f]{64}) is submitted/.exec(submitted)?.[1] ?? "";
    await shellTask(0, "beacon:request");
    await answerRound();
    const drawn = await task(0, "dispatch:show", id);
    expect(drawn).to.match(/waits for +position 0 \(operator 1\), which has \d+ blocks left to answer/);

    await task(1, "dispatch:result", id, "42");
    expect(await task(2, "dispatch:consume", id, "1")).to.match(/paid +0\.01 ether/);
    const over = await task(0, "dispatch:show", id);
    expect(over).to.match(/status +Finalized/);
    expect(over).to.match(/answered 42/);
    expect(over).to.match(/ether +0\.01 ether +0\.01 ether +0 ether +0 ether/);
    expect(await shellTask(1, "escrow:withdraw")).to.contain("Paid 0.01 ether");
  }).timeout(TIMEOUT_MS);

  it("seals a roster by tasks alone, with BLS keys from the environment and from a file", async () => {
    const opened = await task(0, "pool:open", "--required-keys", "0");
    for (const account of [3, 4]) await task(account, "operator:register");
    const pool = /Pool (\d+) is open/.exec(opened)?.[1] ?? "";
    const [first, second] = [testSecret(0), testSecret(1)];
    const keyFile = shell.path("bls.key");
    writeFileSync(keyFile, `${second}\n`);
    const setKey = ["operator:set-key", "--bls"] as const;
    const { output } = await shell.tryShellTask(3, setKey, [`MUSTER_BLS_KEY=${first}`]);
    expect(output)
      .to.contain(`Public key: ${blsPublicKey(first)}`)
      .and.to.contain("The key of kind 0 counts from");
    expect(output).not.to.contain(first.slice(2));
    expect(await task(4, ...setKey, "--key-file", keyFile)).to.contain(`Public key: ${blsPublicKey(second)}`);
    for (const account of [3, 4]) {
      await task(account, "operator:stake", "1");
      await task(account, "pool:join", pool);
    }

    expect(await shellTask(5, "committee:seal", pool)).to.contain(`Committee 1 of pool ${pool} is sealed`);
    const shown = await task(5, "committee:show", pool);
    expect(shown).to.match(/total power +2 ether/);
    expect(shown).to.match(/0 +\d+ +1 ether +50\.00 % +0x[0-9a-f]{16}…/);
    expect(await task(5, "committee:refresh", pool, "1")).to.contain("is in good standing");
  }).timeout(TIMEOUT_MS);

  it("has a digit recognised, proven and paid for by tasks alone", async () => {
    const picture = shell.path("digit.json");
    const digit = loadShrunkDigits().heldOut[0]!;
    writeFileSync(picture, JSON.stringify(digit.pixels));
    const pool = /Pool (\d+) is open/.exec(await task(0, "pool:open"))?.[1] ?? "";
    await task(6, "operator:register");
    await task(6, "operator:stake", "1");
    await task(6, "pool:join", pool);
    await task(0, "beacon:fund", "--amount", "1");

    const options = /as options +(.+)/.exec(await task(7, "proof:digit-terms", picture))?.[1] ?? "";
    const wanted = ["--pool", pool, "--payment", "0.01", ...options.trim().split(" ")];
    const submitted = await task(7, "dispatch:submit", ...wanted);
    const id = /Task (0x[0-9a-f]{64}) is submitted/.exec(submitted)?.[1] ?? "";
    await task(0, "beacon:request");
    await answerRound();

    const proven = await shellTask(6, "proof:prove-digit", picture, id);
    const proof = /proof +(0x[0-9a-f]+)/.exec(proven)?.[1] ?? "";
    expect(proven).to.match(new RegExp(`digit +${digit.label}$`, "m"));
    const { code, output } = await shell.tryTask(
      6,
      "dispatch:result",
      id,
      String((digit.label + 1) % 10),
      "--proof",
      proof,
    );
    expect([code, output.split("\n")[0]]).to.deep.equal([1, "The contract refused: DispatchProofRefused"]);
    expect(await task(6, "dispatch:result", id, String(digit.label), "--proof", proof)).to.contain("is accepted");
  }).timeout(TIMEOUT_MS);

  it("shows the circuits' keys, registers them, and asks the chain about a proof", async () => {
    expect(await task(0, "proof:keys")).to.match(/result-upload +8 +registered +0x[0-9a-f]{64}/);
    const known = await task(8, "proof:register-key", "--circuit", "inference-mlp");
    const random = createRandom("shell");
    const { key, prove } = simulateKey(2, () => random.between(1n, 2n ** 250n));
    const files = { key, proof: prove([5n, 7n]), inputs: ["5", "7"], others: ["7", "5"] };
    const path = (file: string) => shell.path(`${file}.json`);
    for (const [file, value] of Object.entries(files)) writeFileSync(path(file), JSON.stringify(value));

    const keyId = /0x[0-9a-f]{64}/.exec(await task(8, "proof:register-key", "--file", path("key")))?.[0] ?? "";
    expect(known).to.not.contain(keyId);
    const asked = ["proof:verify", path("proof")] as const;
    expect(await task(8, ...asked, path("inputs"), "--key", keyId)).to.contain("The proof holds.");
    const refused = await shell.tryTask(8, ...asked, path("others"), "--key", keyId);
    expect([refused.code, refused.output.trim()]).to.deep.equal([1, "The proof does not hold."]);
  }).timeout(TIMEOUT_MS);

  it("answers a revert with its name, its values and a remedy, and code 1", async () => {
    const { code, output } = await shell.tryShellTask(5, ["operator:unstake", "1"]);

    expect(code).to.equal(1);
    expect(output).to.match(/^The contract refused: IdentityNotRegistered\n {2}controller: 0x\w{40}\nRemedy: /);
    expect(output).not.to.contain("    at ");
  });

  it("drives a lifecycle from creation to payment, twice on one chain", async () => {
    for (const _run of [1, 2]) {
      expect(await shell.script("scripts/lifecycles/dispatch.ts")).to.match(/^sum +0$/m);
    }
  }).timeout(TIMEOUT_MS);
});
