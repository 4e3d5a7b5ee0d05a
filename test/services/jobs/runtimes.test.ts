import { expect } from "chai";
import { id as hashText } from "ethers";
import { network } from "hardhat";

import { createSoftwareDevice } from "../../../sdk/devices/createSoftwareDevice.ts";
import { signDeviceCertificate } from "../../../sdk/devices/signDeviceCertificate.ts";
import { JobRuntime, NO_NEEDS } from "../../../sdk/jobs/jobTerms.ts";
import { leavePool } from "../../../sdk/registry/leavePool.ts";
import { createMusterClient } from "../../../sdk/client/musterClient.ts";
import { defaults } from "../../helpers/defaults.ts";
import { jobDefaults } from "../../helpers/jobs.ts";
import {
  assignNetworkJob,
  failuresOf,
  isSettled,
  jobOf,
  type JobNetwork,
  matchNetworkJob,
  outputsOf,
  playExecution,
  playJob,
  reachExecution,
  registerNetworkJob,
  startJobNetwork,
  turn,
  workUntil,
} from "../../helpers/jobNetwork.ts";

const connection = await network.create();
const device = createSoftwareDevice(hashText("device"));
const executions = 1n;
const { ad, interval } = jobDefaults;

describe("what a processor runs, and what not", () => {
  let net: JobNetwork;

  before(async () => {
    net = await startJobNetwork(connection, { count: 2, changes: [{ device }] });
  });

  after(async () => {
    await net.stop();
  });

  /** Certifies a device for the operator of a place. */
  async function certify(place: number, { x, y }: Pick<typeof device, "x" | "y">): Promise<void> {
    const { devices, governor, deployment } = net.suite;
    await devices.setCertifier(governor, true);
    const notBefore = BigInt(await connection.networkHelpers.time.latest());
    const { operator } = net.processors[place]!;
    const expiry = notBefore + defaults.device.period;
    const certificate = { operator, certifier: governor.address, x, y, notBefore, expiry };
    const reference = { chainId: deployment.chainId, attestation: deployment.addresses.devices };
    await devices.present(certificate, await signDeviceCertificate(governor, certificate, reference));
  }

  async function reasonOf(place: number, job: Awaited<ReturnType<typeof registerNetworkJob>>): Promise<unknown> {
    await matchNetworkJob(net, job);
    await workUntil(net, async () => (await jobOf(net, job)).status === "Open");
    return net.processors[place]!.log.of("declining").at(-1)!.reason;
  }

  it("reports a script that goes beyond a limit as failed", async () => {
    const job = await assignNetworkJob(net, {
      source: `async function main() { await fetch("http://127.0.0.1:1/"); }`,
      executions,
      terms: { needs: NO_NEEDS },
    });
    await playJob(net, job, executions);
    expect(await failuresOf(net, job)).to.deep.equal({
      "0/0": "The script is over its limit of networkRequests: 1, where 0 are allowed.",
    });
  });

  it("reports a script that throws as failed, and keeps the storage of the one before", async () => {
    const source = `function main({ job, storage }) {
      if (job.execution === 1) { storage.set("a", "2"); throw new Error("no luck"); }
      storage.set("a", storage.get("a") ?? "1");
      return storage.get("a");
    }`;
    const job = await assignNetworkJob(net, { source, executions: 3n });
    await playJob(net, job, 3n);
    expect(await outputsOf(net, job)).to.deep.equal({ "0/0": "1", "0/2": "1" });
    expect((await failuresOf(net, job))["0/1"]).to.match(/no luck/);
  });

  it("signs with its device where the job asks for secure hardware", async () => {
    await certify(0, device);
    const job = await assignNetworkJob(net, {
      source: `const main = () => "from a device";`,
      executions,
      terms: { runtime: JobRuntime.SecureHardware },
    });
    await playJob(net, job, executions);
    expect(await outputsOf(net, job)).to.deep.equal({ "0/0": "from a device" });
  });

  it("declines secure hardware where the certificate is of another device", async () => {
    await certify(0, createSoftwareDevice(hashText("another device")));
    const terms = { runtime: JobRuntime.SecureHardware };
    const job = await registerNetworkJob(net, { source: `const main = () => "";`, executions, terms });
    expect(await reasonOf(0, job)).to.equal("deviceDiffers: the certificate is of another device");
  });

  it("declines a script that is not the one that the job names", async () => {
    const terms = { script: hashText("another script") };
    const job = await registerNetworkJob(net, { source: `const main = () => "";`, executions, terms });
    expect(await reasonOf(0, job)).to.match(/^scriptRefused: data:.* is refused: its hash is/);
  });

  it("answers a match once, however often it sees it", async () => {
    const declined = net.processors[0]!.log.of("declining").length;
    const over = net.processors[0]!.log.of("jobOver").length;
    await turn(net);
    await turn(net);
    expect(net.processors[0]!.log.of("declining")).to.have.length(declined);
    expect(net.processors[0]!.log.of("jobOver")).to.have.length(over);
  });

  it("collects what a long job has earned before it ends", async () => {
    const [processor] = net.processors;
    const { escrow, native } = net.suite;
    await processor!.restart({ terms: { ...net.terms, collectEveryMs: Number(interval) } });
    const source = `const main = () => "";`;
    const job = await assignNetworkJob(net, { source, executions: 3n, terms: { needs: NO_NEEDS } });
    const before = await escrow.creditOf(processor!.signer, native);
    await playExecution(net, job, 0n);
    expect(await escrow.creditOf(processor!.signer, native)).to.equal(before);
    await reachExecution(net, job, 1n);
    await workUntil(net, async () => (await escrow.creditOf(processor!.signer, native)) > before);
    expect(await isSettled(net, job)).to.equal(false);
    await playJob(net, job, 3n);
  });

  it("changes its offer where it is told to, and names it on the chain", async () => {
    const [processor] = net.processors;
    const { suite } = net;
    const { currency: _, windowEnd: __, isRestricted: ___, ...offer } = ad;
    const consumers = [suite.actor.address];
    await processor!.restart({ offer: { ...offer, baseFee: ad.baseFee + 1n, consumers } });
    await workUntil(net, async () => processor!.now().health().standing === "eligible");
    const { baseFee, isRestricted } = await suite.jobs.offerOf(processor!.operator);
    expect([baseFee, isRestricted]).to.deep.equal([ad.baseFee + 1n, true]);
    expect(await suite.jobs.servesByName(processor!.operator, suite.actor)).to.equal(true);
  });

  it("says that it cannot be matched once it has left its pool", async () => {
    const [, processor] = net.processors;
    const client = createMusterClient({ deployment: net.suite.deployment, runner: processor!.signer });
    const pool = Number(await client.jobs.pool());
    await leavePool(client, { pool });
    await turn(net);
    expect(processor!.now().health().standing).to.equal(`notMember: it has no seat in pool ${pool}`);
  });
});
