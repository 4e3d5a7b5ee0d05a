import { expect } from "chai";
import { type BaseContract, toUtf8String, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { DestinationKind, NO_DESTINATION, NO_NEEDS } from "../../../sdk/jobs/jobTerms.ts";
import { jobDefaults } from "../../helpers/jobs.ts";
import {
  assignNetworkJob,
  failuresOf,
  jobOf,
  type JobNetwork,
  matchNetworkJob,
  playJob,
  registerNetworkJob,
  serveEndpoint,
  startJobNetwork,
  type TestEndpoint,
  workUntil,
} from "../../helpers/jobNetwork.ts";

const connection = await network.create();
const { fulfillGas: gasLimit, gasFee, otherChain, ad, duration, failureFee } = jobDefaults;
const needs = { ...NO_NEEDS };
const fee = ad.baseFee + ad.feePerMillisecond * duration;
const MOOD_REFUSE = 1n;
const executions = 1n;

describe("the destinations of a processor", () => {
  let net: JobNetwork;
  let endpoint: TestEndpoint;

  before(async () => {
    net = await startJobNetwork(connection, { count: 1 });
    endpoint = await serveEndpoint(net);
  });

  after(async () => {
    await endpoint.stop();
    await net.stop();
  });

  const deployConsumer = () => connection.ethers.deployContract("JobConsumerMock");

  async function jobFor(consumer: BaseContract) {
    const target = await consumer.getAddress();
    const destination = { ...NO_DESTINATION, kind: DestinationKind.SameChain, target, gasLimit, gasFee };
    const source = `const main = ({ encodeText }) => encodeText("for the contract");`;
    return assignNetworkJob(net, { source, executions, terms: { destination, needs } });
  }

  const earned = async (play: () => Promise<void>) => {
    const { signer } = net.processors[0]!;
    const before = await net.suite.escrow.creditOf(signer, ZeroAddress);
    await play();
    return (await net.suite.escrow.creditOf(signer, ZeroAddress)) - before;
  };

  it("gives a contract of this chain its output, and earns fee and gas", async () => {
    const consumer = await deployConsumer();
    const job = await jobFor(consumer);
    expect(await earned(() => playJob(net, job, executions))).to.equal(fee + gasFee);
    expect(toUtf8String(await consumer.lastOutput!())).to.equal("for the contract");
    expect(await consumer.lastProcessor!()).to.equal(net.processors[0]!.signer.address);
  });

  it("earns the failure fee and the gas where the contract refuses", async () => {
    const consumer = await deployConsumer();
    const job = await jobFor(consumer);
    await consumer.setMood!(MOOD_REFUSE, job.terms);
    const { refused } = net.processors[0]!.now().health().executions;
    expect(await earned(() => playJob(net, job, executions))).to.equal(failureFee + gasFee);
    expect(net.processors[0]!.now().health().executions.refused).to.equal((refused ?? 0) + 1);
  });

  it("reports a failure where an endpoint does not take the output", async () => {
    const destination = { ...NO_DESTINATION, kind: DestinationKind.Web };
    const job = await assignNetworkJob(net, {
      source: `const main = () => "for nobody";`,
      executions,
      terms: { destination, needs },
      details: { endpoint: `${endpoint.url}/elsewhere` },
    });
    expect(await earned(() => playJob(net, job, executions))).to.equal(failureFee);
    const { attempts, status } = { attempts: 1, status: 404 };
    expect(await failuresOf(net, job)).to.deep.equal({
      "0/0": `The output was not delivered (refused, ${attempts} attempts): status ${status}`,
    });
  });

  it("declines what goes to another chain, with the reason", async () => {
    const kind = DestinationKind.OtherChain;
    const target = net.matcher.deployment.addresses.jobs;
    const destination = { kind, chainId: otherChain, target, gasLimit, gasFee };
    const source = `const main = () => "for another chain";`;
    const job = await registerNetworkJob(net, { source, executions, terms: { destination, needs } });
    await matchNetworkJob(net, job);
    await workUntil(net, async () => (await jobOf(net, job)).status === "Open");
    const [declined] = net.processors[0]!.log.of("declining").slice(-1);
    expect(declined!.reason).to.equal(`destinationUnserved: it delivers nothing to chain ${otherChain}`);
  });
});
