import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect } from "chai";
import { JsonRpcProvider } from "ethers";

import { loadDeployment } from "../../sdk/client/loadDeployment.ts";
import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { type ChildProcesses, keepProcesses } from "../helpers/childProcesses.ts";
import { followGuide } from "../helpers/followGuide.ts";
import { freePort } from "../helpers/freePort.ts";
import { readGuide } from "../helpers/readGuide.ts";

const GUIDE = join("docs", "guides", "run-a-scheduled-job.md");
/** Five long processes and a dozen short ones, on a machine that may be busy. */
const TIMEOUT_MS = 300_000;

describe("the guide to a scheduled job", () => {
  const folder = `my-jobs-${process.pid}`;
  const book = join("deployments", `demo-jobs-${process.pid}`, "muster.json");
  let processes: ChildProcesses;
  let rpcUrl: string;

  before(async () => {
    const ports = { RPC_PORT: await freePort(), PRICE_PORT: await freePort(), MATCHER_PORT: await freePort() };
    rpcUrl = `http://127.0.0.1:${ports.RPC_PORT}`;
    const texts = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
    processes = keepProcesses({ ...texts, JOBS_DIR: folder, MUSTER_DEPLOYMENT: book });
    mkdirSync(folder);
  });

  after(async () => {
    await processes.end();
    rmSync(folder, { recursive: true, force: true });
    rmSync(dirname(book), { recursive: true, force: true });
    expect(processes.count()).to.equal(0);
  });

  it("leads from nothing to a job that a processor ran twice and was paid for", async () => {
    const done = await followGuide(readGuide(readFileSync(GUIDE, "utf8")), { processes, folder });

    const count = (kind: string): number => done.filter((each) => each === kind).length;
    expect(["settings", "file", "terminal", "command", "output"].map(count)).to.deep.equal([1, 2, 5, 6, 8]);
    const provider = new JsonRpcProvider(rpcUrl);
    const { jobs, deployment } = createMusterClient({ deployment: loadDeployment(book), runner: provider });
    const settled = await jobs.queryFilter(jobs.filters.JobSettled(), deployment.fromBlock);
    const successes = await jobs.queryFilter(jobs.filters.ExecutionSucceeded(), deployment.fromBlock);
    provider.destroy();
    expect(settled.length).to.equal(1);
    expect(successes.map(({ args }) => [args.processor, args.execution])).to.deep.equal([
      [1n, 0n],
      [1n, 1n],
    ]);
  }).timeout(TIMEOUT_MS);
});
