import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { DestinationKind, NO_DESTINATION } from "../../../sdk/jobs/jobTerms.ts";
import { jobDefaults, jobFee } from "../../helpers/jobs.ts";
import { assignNetworkJob, jobOf, playJob, serveEndpoint, startJobNetwork } from "../../helpers/jobNetwork.ts";

const connection = await network.create();
const { ad, reward, settings } = jobDefaults;
const storageBytes = 64n;
const fee = jobFee + ad.feePerByte * storageBytes;

describe("a job from its registration to the payment", () => {
  it("asks the web, delivers to the web, and pays three processors to the wei", async () => {
    const net = await startJobNetwork(connection);
    const endpoint = await serveEndpoint(net);
    const { escrow } = net.suite;
    const job = await assignNetworkJob(net, {
      source: `async function main({ job, storage }) {
        const { value } = await (await fetch(job.parameters.url)).json();
        const before = storage.get("count") ?? "0";
        storage.set("count", String(Number(before) + 1));
        return job.slot + "/" + job.execution + ": " + typeof value + " after " + before;
      }`,
      slots: 3n,
      parameters: { url: `${endpoint.url}/value` },
      terms: { destination: { ...NO_DESTINATION, kind: DestinationKind.Web, target: endpoint.key } },
      details: { endpoint: `${endpoint.url}/outputs` },
    });

    await playJob(net, job);
    const { slots } = await jobOf(net, job);
    expect(slots.map(({ successes, failures, next }) => [successes, failures, next])).to.deep.equal([
      [2n, 0n, 2n],
      [2n, 0n, 2n],
      [2n, 0n, 2n],
    ]);
    const outputs = [0, 1, 2].flatMap((slot) => [0, 1].map((turn) => `${slot}/${turn}: number after ${turn}`));
    expect(endpoint.deliveries.map(({ output }) => output).sort()).to.deep.equal(outputs);
    expect(endpoint.asked()).to.equal(outputs.length);

    for (const { signer } of net.processors) expect(await escrow.creditOf(signer, ZeroAddress)).to.equal(2n * fee);
    const share = (6n * (reward - fee) * settings.matcherBps) / 10_000n;
    const { matcher } = await jobOf(net, job);
    expect(await escrow.creditOf(matcher, ZeroAddress)).to.equal(share);
    expect(await escrow.heldBy(net.suite.jobs, ZeroAddress)).to.equal(0n);
    expect(net.processors[0]!.now().health().executions).to.include({ succeeded: 2, failed: 0, late: 0 });
    await endpoint.stop();
    await net.stop();
  });
});
