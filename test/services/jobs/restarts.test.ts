import { expect } from "chai";
import { network } from "hardhat";

import { DestinationKind, NO_DESTINATION } from "../../../sdk/jobs/jobTerms.ts";
import { jobDefaults } from "../../helpers/jobs.ts";
import {
  assignNetworkJob,
  failuresOf,
  isSettled,
  jobOf,
  type JobNetwork,
  outputsOf,
  playExecution,
  playJob,
  reachExecution,
  serveEndpoint,
  startJobNetwork,
  type TestEndpoint,
  workUntil,
} from "../../helpers/jobNetwork.ts";

const connection = await network.create();
const { interval, settings } = jobDefaults;

describe("a processor that comes and goes", () => {
  let net: JobNetwork;
  let endpoint: TestEndpoint;

  before(async () => {
    net = await startJobNetwork(connection, { count: 2 });
    endpoint = await serveEndpoint(net);
  });

  after(async () => {
    await endpoint.stop();
    await net.stop();
  });

  const asking = (then: string) => `async function main({ job, storage }) {
    await fetch(job.parameters.url);
    storage.set("runs", String(Number(storage.get("runs") ?? "0") + 1));
    ${then}
  }`;
  const parameters = () => ({ url: `${endpoint.url}/value` });
  const stakeOf = async (operator: bigint) => net.suite.registry.slashableOf(operator);

  it("runs, delivers and reports each execution once, though it was stopped in the middle", async () => {
    const [processor] = net.processors;
    const destination = { ...NO_DESTINATION, kind: DestinationKind.Web, target: endpoint.key };
    const job = await assignNetworkJob(net, {
      source: asking(`return "run " + storage.get("runs");`),
      parameters: parameters(),
      terms: { destination },
      details: { endpoint: `${endpoint.url}/outputs` },
    });
    await reachExecution(net, job, 0n);
    const before = endpoint.asked();
    await processor!.now().tick();
    await processor!.now().idle();
    expect(endpoint.asked()).to.equal(before + 1);
    expect((await jobOf(net, job)).slots[0]!.next).to.equal(0n);

    await processor!.restart();
    await playJob(net, job);
    expect(endpoint.asked()).to.equal(before + 2);
    expect(endpoint.deliveries.map(({ output }) => output)).to.deep.equal(["run 1", "run 2"]);
    const { jobs } = net.suite;
    expect(await jobs.queryFilter(jobs.filters.ExecutionSucceeded(job.id))).to.have.length(2);
  });

  it("fails an execution that was cut off, and never runs it again", async () => {
    const [processor] = net.processors;
    const job = await assignNetworkJob(net, {
      source: asking(`if (job.execution === 0) for (;;) {} else return "done";`),
      parameters: parameters(),
    });
    await reachExecution(net, job, 0n);
    await processor!.restart({ terms: { ...net.terms, stopGraceMs: 0 } });
    const before = endpoint.asked();
    const asked = endpoint.question();
    await processor!.now().tick();
    await asked;
    await processor!.restart();
    await playJob(net, job);
    expect(endpoint.asked()).to.equal(before + 2);
    expect(await failuresOf(net, job)).to.deep.equal({ "0/0": "The processor was stopped while the script ran." });
    expect(await outputsOf(net, job)).to.deep.equal({ "0/1": "done" });
  });

  it("makes the window that is still open, and notes the one that is not as late", async () => {
    const [processor] = net.processors;
    const job = await assignNetworkJob(net, { source: `const main = ({ job }) => "execution " + job.execution;` });
    await processor!.stop();
    await reachExecution(net, job, 1n, settings.reportTolerance / 2n);
    await processor!.restart();
    await workUntil(net, async () => isSettled(net, job));
    expect(await outputsOf(net, job)).to.deep.equal({ "0/1": "execution 1" });
    expect(processor!.now().health().executions).to.include({ succeeded: 1, late: 1 });
  });

  it("is counted missed and pays where it stays away", async () => {
    const [, silent] = net.processors;
    const job = await assignNetworkJob(net, { source: `const main = () => "here";`, slots: 2n });
    await silent!.stop();
    const before = await stakeOf(silent!.operator);
    await playExecution(net, job, 0n, [0]);
    await playExecution(net, job, 1n, [0]);
    await reachExecution(net, job, 1n, interval);
    await workUntil(net, async () => isSettled(net, job));
    const { slots } = await jobOf(net, job);
    expect(slots.map(({ successes, next }) => [successes, next])).to.deep.equal([
      [2n, 2n],
      [0n, 2n],
    ]);
    const lost = (before * settings.missedBps * 2n) / 10_000n;
    expect(before - (await stakeOf(silent!.operator))).to.equal(lost);
  });
});
