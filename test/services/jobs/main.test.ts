import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { id as hashText, JsonRpcProvider, Wallet, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { createMusterClient } from "../../../sdk/client/musterClient.ts";
import { matchJob } from "../../../sdk/jobs/matchJob.ts";
import { joinPool } from "../../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../../sdk/registry/registerOperator.ts";
import { stake } from "../../../sdk/registry/stake.ts";
import { jobDefaults } from "../../helpers/jobs.ts";
import { jobOf, reachExecution, registerNetworkJob, startJobNetwork } from "../../helpers/jobNetwork.ts";
import { makeFolder } from "../../helpers/relay.ts";
import { runService } from "../../helpers/runService.ts";
import { serveChain } from "../../helpers/serveChain.ts";

const KEY = hashText("processor's process");
const { ad, credit, stake: amount } = jobDefaults;

describe("the process of a processor", () => {
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
  });

  it("runs a job, is killed, goes on when it is started again, and ends with code 0 on SIGTERM", async () => {
    const connection = await network.create();
    const chain = await serveChain(connection);
    const { url } = chain;
    const net = await startJobNetwork(connection, { count: 0 });
    const { deployment, escrow } = net.suite;
    const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1 });
    const account = new Wallet(KEY, provider);
    await connection.networkHelpers.setBalance(account.address, credit);
    const client = createMusterClient({ deployment, runner: account });
    const { operator } = await registerOperator(client, { keys: [] });
    await stake(client, { operator, amount });
    await joinPool(client, { pool: Number(await client.jobs.pool()) });

    const folder = makeFolder();
    const book = join(folder.path, "muster.json");
    writeFileSync(book, JSON.stringify(deployment));
    const env = {
      MUSTER_RPC_URL: url,
      MUSTER_DEPLOYMENT: book,
      MUSTER_PRIVATE_KEY: KEY,
      MUSTER_OPERATOR_ROLES: "processor",
      MUSTER_OPERATOR_DATA_DIR: folder.path,
      MUSTER_PROCESSOR_BASE_FEE: String(ad.baseFee),
      MUSTER_PROCESSOR_CLOCK: "chain",
      MUSTER_POLL_INTERVAL_MS: "100",
    };
    const first = runService("operator", env);
    children.push(first.child);
    await first.next("sent", "advertise");
    await first.next("ready");
    const job = await registerNetworkJob(net, { source: `const main = ({ job }) => "run " + job.execution;` });
    await matchJob(net.matcher, { id: job.id, slots: [{ processor: BigInt(operator), startDelay: 0n }] });
    await first.next("sent", "answer");
    await reachExecution(net, job, 0n);
    await first.next("sent", "report");
    first.child.kill("SIGKILL");
    await first.exited;

    const second = runService("operator", env);
    children.push(second.child);
    await second.next("ready");
    await reachExecution(net, job, 1n);
    await second.next("sent", "report");
    await second.next("sent", "settle");
    second.child.kill("SIGTERM");
    const [code] = await second.exited;
    const { slots } = await jobOf(net, job);
    const paid = await escrow.creditOf(account.address, ZeroAddress);
    await net.stop();
    provider.destroy();
    await chain.stop();
    folder.remove();

    expect(code).to.equal(0);
    expect([slots[0]!.successes, paid]).to.deep.equal([2n, 2n * ad.baseFee]);
  });
});
