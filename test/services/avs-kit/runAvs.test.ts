import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { once } from "node:events";

import { expect } from "chai";
import { toUtf8String, Wallet } from "ethers";
import memory from "unstorage/drivers/memory";

import { type DomainChange, signChange } from "../../../examples/avs/dns-registry/domainChange.ts";
import { callExecutionService } from "../../../services/avs-kit/callExecutionService.ts";
import { callValidationService } from "../../../services/avs-kit/callValidationService.ts";
import { createBlobStore } from "../../../services/store/createBlobStore.ts";
import { createStoreServer, type StoreServer } from "../../../services/store/createStoreServer.ts";
import { type ChildProcesses, keepProcesses } from "../../helpers/childProcesses.ts";
import { defaults } from "../../helpers/defaults.ts";
import { lineWith } from "../../helpers/lineWith.ts";

const TOKEN = "a token of a test";
const owner = new Wallet(`0x${"33".repeat(32)}`);
const mainOf = (name: string) => new URL(`../../../examples/avs/${name}/main.ts`, import.meta.url).pathname;

describe("runAvs", () => {
  const { patientMs: timeoutMs, taskDefinition: taskDefinitionId } = defaults;
  let dir: string;
  let relay: StoreServer;
  let processes: ChildProcesses;

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "muster-avs-"));
    relay = createStoreServer({ store: createBlobStore({ driver: memory() }), uploads: { tokens: [TOKEN] } });
    processes = keepProcesses({
      SUFFIX: "muster",
      ACCEPTED_FILE: join(dir, "accepted.jsonl"),
      QUEUE_FILE: join(dir, "queue.jsonl"),
      AVS_EXECUTION_PORT: "0",
      AVS_VALIDATION_PORT: "0",
      AVS_UPLOAD_RELAY: await relay.start(),
      AVS_UPLOAD_TOKEN: TOKEN,
    });
  });

  after(async () => {
    await processes.end();
    await relay.stop();
    rmSync(dir, { recursive: true });
  });

  /** A change of so many records that it does not go on-chain as it is. */
  async function largeChange(): Promise<DomainChange> {
    const value = (index: number) => `${index} ${"x".repeat(200)}`;
    const records = Array.from({ length: 60 }, (_, index) => ({ type: "TXT", value: value(index), ttl: 60 }));
    return signChange(owner, { action: "register", name: "a.muster", owner: owner.address, version: 1, records });
  }

  it("serves an AVS as a process, with large data on a relay, until SIGTERM", async () => {
    writeFileSync(join(dir, "queue.jsonl"), JSON.stringify(await largeChange()));
    const child = processes.start([process.execPath, mainOf("dns-registry")]);
    const lines = await Promise.all(['"execution"', '"validation"'].map((service) => lineWith(child, service)));
    const [executionUrl, validationUrl] = lines.map((line) => (JSON.parse(line) as { url: string }).url);

    const task = await callExecutionService({ url: executionUrl!, taskDefinitionId, timeoutMs });
    const verdict = await callValidationService({
      url: validationUrl!,
      task: { ...task, performer: owner.address },
      timeoutMs,
    });
    const exit = once(child, "exit");
    child.kill("SIGTERM");

    expect(toUtf8String(task.data)).to.match(/^ipfs:\/\/bafkrei/);
    expect(verdict).to.equal("approve");
    expect(await exit).to.deep.equal([0, null]);
  });

  for (const [name, setting] of [
    ["access-control", "TOKEN"],
    ["health-check", "RPC_URL"],
    ["intent", "INBOX"],
    ["price-oracle", "FEEDS"],
  ] as const) {
    it(`names the setting that ${name} lacks, and ends with code 1`, async () => {
      const { code, output } = await processes.run([process.execPath, mainOf(name)]);

      expect(code).to.equal(1);
      expect(output).to.include(`"code":"SETTING","msg":"${setting} must be set to`);
    });
  }
});
