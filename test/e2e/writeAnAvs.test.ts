import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect } from "chai";
import { JsonRpcProvider } from "ethers";

import { readAttestation } from "../../sdk/attestation/readAttestation.ts";
import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { type ChildProcesses, keepProcesses } from "../helpers/childProcesses.ts";
import { followGuide } from "../helpers/followGuide.ts";
import { freePort } from "../helpers/freePort.ts";
import { readGuide } from "../helpers/readGuide.ts";

const GUIDE = join("docs", "guides", "write-an-avs.md");
/** Five long processes and as many short ones, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

describe("the guide to an AVS", () => {
  const folder = `my-avs-${process.pid}`;
  const book = join("deployments", `demo-guide-${process.pid}`, "muster.json");
  let processes: ChildProcesses;
  let rpcUrl: string;

  before(async () => {
    const ports = {
      RPC_PORT: await freePort(),
      AVS_EXECUTION_PORT: await freePort(),
      AVS_VALIDATION_PORT: await freePort(),
      OPERATOR_PORT: await freePort(),
      GOSSIP_PORT: await freePort(),
    };
    rpcUrl = `http://127.0.0.1:${ports.RPC_PORT}`;
    const texts = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
    processes = keepProcesses({ ...texts, AVS_DIR: folder, MUSTER_DEPLOYMENT: book });
    mkdirSync(folder);
  });

  after(async () => {
    await processes.end();
    rmSync(folder, { recursive: true, force: true });
    rmSync(dirname(book), { recursive: true, force: true });
    expect(processes.count()).to.equal(0);
  });

  it("leads from nothing to a task that three operators approved on-chain", async () => {
    const done = await followGuide(readGuide(readFileSync(GUIDE, "utf8")), { processes, folder });

    const count = (kind: string): number => done.filter((each) => each === kind).length;
    expect(["settings", "file", "terminal", "command", "output"].map(count)).to.deep.equal([1, 2, 5, 10, 9]);
    const provider = new JsonRpcProvider(rpcUrl);
    const client = createMusterClient({ deployment: loadDeployment(book), runner: provider });
    const { center, deployment } = client;
    const tasks = await center.queryFilter(center.filters.TaskSubmitted(), deployment.fromBlock);
    // A factor that only the reader's own file looks for.
    expect(tasks.map(({ args }) => args.proofOfTask)).to.deep.equal(["8051 = 83 * 97"]);
    const { wasApproved, storedStatus, signerCount } = await readAttestation(client, { id: tasks[0]?.args.id ?? "" });
    provider.destroy();
    expect({ wasApproved, storedStatus, signerCount }).to.deep.equal({
      wasApproved: true,
      storedStatus: "Approved",
      signerCount: 3,
    });
  }).timeout(TIMEOUT_MS);
});
