import { expect } from "chai";
import { dataSlice, keccak256, toUtf8Bytes, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { sealCommittee } from "../../../sdk/committee/sealCommittee.ts";
import { createMusterClient } from "../../../sdk/client/musterClient.ts";
import { createGatewayClient, type GatewayClient } from "../../../sdk/gateway/gatewayClient.ts";
import { assignmentRootDigest } from "../../../sdk/jobs/assignmentRootDigest.ts";
import { assignmentTree } from "../../../sdk/jobs/assignmentTree.ts";
import { createAssignmentHistory } from "../../../sdk/jobs/createAssignmentHistory.ts";
import { createReceiptHistory } from "../../../sdk/jobs/createReceiptHistory.ts";
import { DestinationKind, NO_NEEDS } from "../../../sdk/jobs/jobTerms.ts";
import { receiptRootDigest } from "../../../sdk/jobs/receiptRootDigest.ts";
import { receiptTree } from "../../../sdk/jobs/receiptTree.ts";
import { blsOperatorKey } from "../../../sdk/registry/blsOperatorKey.ts";
import { joinPool } from "../../../sdk/registry/joinPool.ts";
import { registerOperator } from "../../../sdk/registry/registerOperator.ts";
import { stake } from "../../../sdk/registry/stake.ts";
import { createGatewayDelivery } from "../../../services/operator/jobs/destinations/createGatewayDelivery.ts";
import { AccessManager__factory, DestinationGateway__factory } from "../../../typechain-types/index.ts";
import { signTogether, testSecret } from "../../helpers/blsSigners.ts";
import { defaults } from "../../helpers/defaults.ts";
import { jobDefaults } from "../../helpers/jobs.ts";
import {
  assignNetworkJob,
  failuresOf,
  jobOf,
  type JobNetwork,
  type NetworkJob,
  reachExecution,
  startJobNetwork,
  turn,
  workUntil,
  isSettled,
} from "../../helpers/jobNetwork.ts";
import { meetClocks } from "../../helpers/meetClocks.ts";

const { otherChain, fulfillGas: gasLimit, gasFee, failureFee, ad, duration } = jobDefaults;
const connection = await network.create();
const remote = await network.create({ override: { chainId: Number(otherChain) } });
const { maxAge, seedDelay } = defaults.gateway;
const fee = ad.baseFee + ad.feePerMillisecond * duration;
const executions = 1n;
/** The only witness, who has all of the power. */
const secret = testSecret(0);
const ALL = 1n;

describe("a processor that delivers to another chain", () => {
  let net: JobNetwork;
  let gateway: GatewayClient;
  let committee: bigint;

  before(async () => {
    net = await startJobNetwork(connection, { count: 1 });
    committee = await sealWitness();
    gateway = await deployGateway();
    await withGateway();
  });

  after(async () => {
    await net.stop();
  });

  async function sealWitness(): Promise<bigint> {
    const [runner] = (await connection.ethers.getSigners()).slice(8);
    const client = createMusterClient({ deployment: net.suite.deployment, runner: runner! });
    const { operator } = await registerOperator(client, {
      keys: [await blsOperatorKey(client, { secretKey: secret })],
    });
    await stake(client, { operator, amount: jobDefaults.stake });
    const pool = Number(await client.witnesses.pool());
    await joinPool(client, { pool });
    return (await sealCommittee(client, { pool })).committee;
  }

  /** A gateway that has the committee. Both chains go by one time. */
  async function deployGateway(): Promise<GatewayClient> {
    const [governor] = await remote.ethers.getSigners();
    const { chainId, addresses } = net.suite.deployment;
    await follow();
    const authority = await new AccessManager__factory(governor!).deploy(governor!);
    const factory = new DestinationGateway__factory(governor!);
    const deployed = await factory.deploy(authority, chainId, addresses.jobs, maxAge, seedDelay);
    const { committees, provider } = net.suite;
    const { sealedAt, page0 } = await committees.committeeOf(committee);
    const code = await provider.getCode(page0);
    await deployed.proposeSeed(committee, sealedAt, keccak256(code));
    await deployed.seed(dataSlice(code, 1));
    return createGatewayClient({ address: await deployed.getAddress(), runner: governor! });
  }

  /** Gives the processor its account on the other chain, in a new life. */
  async function withGateway(): Promise<void> {
    const [processor] = net.processors;
    const signer = await remote.ethers.getImpersonatedSigner(processor!.signer.address);
    const seen = createGatewayClient({ address: gateway.address, runner: signer });
    const destinations = [{ chainId: otherChain, gateway: seen, signer }];
    await processor!.restart({ elsewhere: createGatewayDelivery({ client: net.processors[0]!.client, destinations }) });
  }

  /** Lets the other chain's time be that of this one, or later. */
  async function follow(): Promise<void> {
    const [here, there] = await Promise.all(
      [connection, remote].map(({ networkHelpers }) => networkHelpers.time.latest()),
    );
    if (here! > there!) await remote.networkHelpers.time.increaseTo(here!);
  }

  /** Signs the root of the assignments, as of now. */
  async function tellAssignments(): Promise<void> {
    await follow();
    const { deployment, provider } = net.suite;
    const home = { homeChainId: deployment.chainId, market: deployment.addresses.jobs };
    const history = createAssignmentHistory(net.consumer);
    await history.read(await provider.getBlockNumber());
    const issuedAt = BigInt(await connection.networkHelpers.time.latest());
    const { root } = assignmentTree(history.at(issuedAt))!;
    const digest = assignmentRootDigest({ committee, root, issuedAt }, home);
    await gateway.gateway.acceptRoot(root, issuedAt, ALL, signTogether([secret], digest));
  }

  /** Signs the root of the receipts, as of now. */
  async function tellReceipts(): Promise<void> {
    const { deployment, receipts } = net.suite;
    const { chainId: homeChainId, addresses } = deployment;
    const history = createReceiptHistory(gateway, { homeChainId, market: addresses.jobs });
    await history.read(await gateway.provider.getBlockNumber());
    const { root } = receiptTree(history.at(BigInt(await remote.networkHelpers.time.latest())))!;
    const reference = { homeChainId, receipts: addresses.receipts };
    const digest = receiptRootDigest({ committee, chainId: otherChain, root }, reference);
    await receipts.acceptRoot(committee, otherChain, root, ALL, signTogether([secret], digest));
  }

  async function jobForAnotherChain(isUnwilling: boolean) {
    const consumer = await remote.ethers.deployContract("GatewayConsumerMock");
    await consumer.setUnwilling!(isUnwilling);
    const target = await consumer.getAddress();
    // From here on, the other chain's clock is behind the job's windows.
    await meetClocks(connection, remote);
    const destination = { kind: DestinationKind.OtherChain, chainId: otherChain, target, gasLimit, gasFee };
    const job = await assignNetworkJob(net, {
      source: `const main = ({ encodeText }) => encodeText("over there");`,
      executions,
      terms: { destination, needs: NO_NEEDS },
    });
    return { job, consumer };
  }

  async function deliver(job: NetworkJob): Promise<void> {
    await reachExecution(net, job, 0n);
    await follow();
    await turn(net);
    await turn(net);
    expect(await deliveriesOf(job)).to.have.length(0);
    await tellAssignments();
    await turn(net);
    await turn(net);
  }

  const deliveriesOf = ({ id }: NetworkJob) =>
    gateway.gateway.queryFilter(gateway.gateway.filters.ExecutionDelivered(id));
  const credit = () => net.suite.escrow.creditOf(net.processors[0]!.signer, ZeroAddress);

  it("waits for its assignment's root, delivers once, and is paid against the receipt", async () => {
    const before = await credit();
    const { job, consumer } = await jobForAnotherChain(false);
    await deliver(job);
    await withGateway();
    await turn(net);
    expect((await jobOf(net, job)).slots[0]!.next).to.equal(0n);
    const received = await consumer.queryFilter(consumer.filters.OutputReceived!());
    expect(received.map((event) => ("args" in event ? event.args.output : undefined))).to.deep.equal([
      remote.ethers.hexlify(toUtf8Bytes("over there")),
    ]);

    await tellReceipts();
    await workUntil(net, async () => isSettled(net, job));
    expect((await jobOf(net, job)).slots[0]!.successes).to.equal(1n);
    expect(await deliveriesOf(job)).to.have.length(1);
    expect((await credit()) - before).to.equal(fee + gasFee);
  });

  it("reports a failure where the contract there does not take it", async () => {
    const before = await credit();
    const { job } = await jobForAnotherChain(true);
    await deliver(job);
    await workUntil(net, async () => isSettled(net, job));
    expect(await failuresOf(net, job)).to.deep.equal({
      "0/0": "The output was not delivered (refused, 1 attempts): the contract there did not take it",
    });
    expect((await credit()) - before).to.equal(failureFee);
  });
});
