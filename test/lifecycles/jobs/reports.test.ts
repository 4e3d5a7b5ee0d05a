import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { AbiCoder, concat, keccak256, toBeHex, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { DestinationKind, JobRuntime, NO_DESTINATION } from "../../../sdk/jobs/jobTerms.ts";
import { RECEIPT_TYPES, receiptLeaf, receiptValues } from "../../../sdk/jobs/receiptLeaf.ts";
import {
  assignJob,
  deployJobs,
  jobDefaults,
  jobFee,
  type JobSuite,
  reach,
  reachExecution,
  report,
  reportInTime,
  reportOf,
  slotsFor,
  type TestJob,
} from "../../helpers/jobs.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const { executions, interval, failureFee, gasFee, otherChain } = jobDefaults;
const MOOD = { Take: 0, Refuse: 1, BurnGas: 2, Reenter: 3 };
const coder = AbiCoder.defaultAbiCoder();

describe("JobMarket: reports", () => {
  const deploy = () => deployJobs(connection);
  const fixture = async (): Promise<JobSuite> => networkHelpers.loadFixture(deploy);
  const contextOf = async ({ market }: JobSuite) => ({
    chainId: (await ethers.provider.getNetwork()).chainId,
    address: await market.getAddress(),
  });

  describe("windows", () => {
    it("open with the execution, its delay included, and not a second before", async () => {
      const suite = await fixture();
      const slots = slotsFor(suite).map((slot) => ({ ...slot, startDelay: 3_000n }));
      const job = await assignJob(suite, {}, slots);
      const [from, until] = await suite.market.windowOf(job.id, job.terms, 0n, 1n);
      expect(from).to.equal(job.terms.schedule.startTime + 3_000n + interval);
      await networkHelpers.time.setNextBlockTimestamp(from / 1_000n - 1n);
      await expect(report(suite, job, { execution: 1n }))
        .to.be.revertedWithCustomError(suite.market, "JobOutsideWindow")
        .withArgs(job.id, 1n, from - 1_000n, from, until);
      await networkHelpers.time.setNextBlockTimestamp(from / 1_000n);
      await report(suite, job, { execution: 1n });
      expect((await suite.market.slotOf(job.id, 0n)).successes).to.equal(1n);
    });

    it("close after duration and tolerance, for the last execution as for any", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const last = executions - 1n;
      const [from, until] = await suite.market.windowOf(job.id, job.terms, 0n, last);
      expect(until - from).to.equal(jobDefaults.duration + jobDefaults.settings.reportTolerance);
      await networkHelpers.time.setNextBlockTimestamp(until / 1_000n);
      await expect(report(suite, job, { execution: last }))
        .to.be.revertedWithCustomError(suite.market, "JobOutsideWindow")
        .withArgs(job.id, last, until, from, until);
    });

    it("take a report in their last second", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const [, until] = await suite.market.windowOf(job.id, job.terms, 0n, 0n);
      await networkHelpers.time.setNextBlockTimestamp(until / 1_000n - 1n);
      await report(suite, job);
      expect((await suite.market.slotOf(job.id, 0n)).next).to.equal(1n);
    });
  });

  describe("an execution", () => {
    it("is reported once, in order, and within the job", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      await reportInTime(suite, job, { execution: 1n });
      for (const execution of [0n, 1n, executions]) {
        await expect(report(suite, job, { execution }))
          .to.be.revertedWithCustomError(suite.market, "JobExecutionClosed")
          .withArgs(job.id, 0n, execution, 2n);
      }
    });

    it("is the slot's processor's to report", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      await reachExecution(suite, job, 0n);
      await expect(suite.market.connect(suite.stranger).report(job.id, job.terms, reportOf()))
        .to.be.revertedWithCustomError(suite.market, "JobNotProcessor")
        .withArgs(job.id, 0n, suite.stranger.address);
    });

    it("is told as a success with its hash and what points to it, and raises the score", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const { operator } = suite.processors[0]!;
      const score = await suite.reputation.scoreOf(operator);
      await expect(reportInTime(suite, job))
        .to.emit(suite.market, "ExecutionSucceeded")
        .withArgs(job.id, operator, 0n, 0n, reportOf().outputHash, "0x0123");
      expect(await suite.reputation.scoreOf(operator)).to.be.greaterThan(score);
    });

    it("is told as a failure with its message, and lowers the score", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const { operator } = suite.processors[0]!;
      const score = await suite.reputation.scoreOf(operator);
      await expect(reportInTime(suite, job, { isSuccess: false, output: "0xdead" }))
        .to.emit(suite.market, "ExecutionFailed")
        .withArgs(job.id, operator, 0n, 0n, "0xdead");
      expect((await suite.market.slotOf(job.id, 0n)).failures).to.equal(1n);
      expect(await suite.reputation.scoreOf(operator)).to.be.lessThan(score);
    });

    it("has a bounded message, and a bounded pointer", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      await reachExecution(suite, job, 0n);
      for (const [isSuccess, limit] of [
        [true, 256],
        [false, 1_024],
      ] as const) {
        await expect(report(suite, job, { isSuccess, output: `0x${"00".repeat(limit + 1)}` }))
          .to.be.revertedWithCustomError(suite.market, "JobOutputTooLong")
          .withArgs(job.id, limit + 1, limit);
      }
    });

    it("that is passed over is missed, at its price", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const { operator } = suite.processors[0]!;
      await reachExecution(suite, job, 2n);
      await expect(report(suite, job, { execution: 2n }))
        .to.emit(suite.market, "ExecutionsMissed")
        .withArgs(job.id, operator, 0n, 0n, 2n);
      const slashed = (jobDefaults.stake * jobDefaults.settings.missedBps * 2n) / 10_000n;
      expect((await suite.registry.stakeOf(operator)).active).to.equal(jobDefaults.stake - slashed);
      // The processor tells of its own silence, for which nobody is rewarded.
      expect(await suite.escrow.creditOf(suite.processors[0]!.signer, ZeroAddress)).to.equal(0n);
      const { next, successes } = await suite.market.slotOf(job.id, 0n);
      expect([next, successes]).to.deep.equal([3n, 1n]);
    });

    it("runs once on demand", async () => {
      const suite = await fixture();
      const endTime = (BigInt(await networkHelpers.time.latest()) + 1_000n) * 1_000n;
      const schedule = { startTime: 0n, endTime, interval: 0n, duration: 10_000n, maxStartDelay: 0n };
      const job = await assignJob(suite, { schedule });
      await reportInTime(suite, job);
      await expect(report(suite, job, { execution: 1n }))
        .to.be.revertedWithCustomError(suite.market, "JobExecutionClosed")
        .withArgs(job.id, 0n, 1n, 1n);
      await suite.market.settleJob(job.id, job.terms);
      expect(await suite.market.statusOf(job.id)).to.equal(4n);
    });
  });

  describe("a contract of this chain", () => {
    const assign = async (gasLimit: bigint = jobDefaults.fulfillGas) => {
      const suite = await fixture();
      const callee = await ethers.deployContract("JobConsumerMock");
      const target = await callee.getAddress();
      const destination = { kind: DestinationKind.SameChain, chainId: 0n, target, gasLimit, gasFee };
      const job = await assignJob(suite, { destination });
      await reachExecution(suite, job, 0n);
      return { suite, callee, job };
    };
    const output = "0xc0ffee";
    const told = { output, outputHash: keccak256(output) };

    it("is given the output by the report itself", async () => {
      const { suite, callee, job } = await assign();
      await expect(report(suite, job, told)).to.emit(suite.market, "ExecutionSucceeded");
      expect(await callee.getFunction("lastOutput")()).to.equal(output);
      expect(await callee.getFunction("lastProcessor")()).to.equal(suite.processors[0]!.signer.address);
      expect((await suite.market.slotOf(job.id, 0n)).successes).to.equal(1n);
    });

    it("may refuse it: that is the report, and no matter of reputation", async () => {
      const { suite, callee, job } = await assign();
      await callee.getFunction("setMood")(MOOD.Refuse, job.terms);
      const { operator } = suite.processors[0]!;
      const score = await suite.reputation.scoreOf(operator);
      const reason = callee.interface.encodeErrorResult("ConsumerUnhappy", [job.id]);
      await expect(report(suite, job, told))
        .to.emit(suite.market, "ExecutionRefused")
        .withArgs(job.id, operator, 0n, 0n, told.outputHash, reason);
      expect((await suite.market.slotOf(job.id, 0n)).undecided).to.equal(1n);
      expect(await suite.reputation.scoreOf(operator)).to.equal(score);

      await suite.market.collectPay(job.id, job.terms, 0n);
      expect(await suite.escrow.creditOf(suite.processors[0]!.signer, ZeroAddress)).to.equal(failureFee + gasFee);
    });

    it("cannot burn more than its gas", async () => {
      const { suite, callee, job } = await assign();
      await callee.getFunction("setMood")(MOOD.BurnGas, job.terms);
      const receipt = await (await report(suite, job, told)).wait();
      expect(receipt!.gasUsed).to.be.lessThan(jobDefaults.fulfillGas + 200_000n);
      expect((await suite.market.slotOf(job.id, 0n)).undecided).to.equal(1n);
    });

    it("is never made to fail by a report with too little gas", async () => {
      const { suite, job } = await assign(1_000_000n);
      const market = suite.market.connect(suite.processors[0]!.signer);
      const library = await ethers.getContractAt("DeferredCallHarness", await suite.market.getAddress());
      const needed = 1_000_000n + 120_000n + 5_000n;
      const isShort = (available: bigint) => available < needed;
      await expect(market.report(job.id, job.terms, reportOf(told), { gasLimit: 900_000n }))
        .to.be.revertedWithCustomError(library, "DeferredCallNeedsGas")
        .withArgs(isShort, needed);
      expect((await suite.market.slotOf(job.id, 0n)).next).to.equal(0n);
    });

    it("cannot move the job from within", async () => {
      const { suite, callee, job } = await assign();
      await callee.getFunction("setMood")(MOOD.Reenter, job.terms);
      await report(suite, job, told);
      const reason = await callee.getFunction("reason")();
      expect(reason).to.equal(ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10));
      expect(await suite.market.statusOf(job.id)).to.equal(3n);
    });

    it("that is an account without code refuses everything", async () => {
      const suite = await fixture();
      const target = suite.stranger.address;
      const destination = { kind: DestinationKind.SameChain, chainId: 0n, target, gasLimit: 50_000n, gasFee: 0n };
      const job = await assignJob(suite, { destination });
      await expect(reportInTime(suite, job, told)).to.emit(suite.market, "ExecutionRefused");
    });

    it("is given what was hashed, and nothing else", async () => {
      const { suite, job } = await assign();
      await expect(report(suite, job, { ...told, output: "0x00" }))
        .to.be.revertedWithCustomError(suite.market, "JobWrongOutput")
        .withArgs(job.id, keccak256("0x00"), told.outputHash);
    });
  });

  describe("a web endpoint", () => {
    const types = {
      ExecutionOutput: [
        { name: "job", type: "bytes32" },
        { name: "slot", type: "uint256" },
        { name: "execution", type: "uint256" },
        { name: "outputHash", type: "bytes32" },
      ],
    };
    const assign = async (suite: JobSuite, target: string) =>
      assignJob(suite, { destination: { ...NO_DESTINATION, kind: DestinationKind.Web, target } });
    const sign = async (suite: JobSuite, { id }: TestJob, execution = 0n) => {
      const { chainId, address } = await contextOf(suite);
      const domain = { name: "Muster JobMarket", version: "1", chainId, verifyingContract: address };
      const { outputHash } = reportOf();
      return suite.stranger.signTypedData(domain, types, { job: id, slot: 0n, execution, outputHash });
    };

    it("acknowledges by its key, where the job names one", async () => {
      const suite = await fixture();
      const job = await assign(suite, suite.stranger.address);
      await reportInTime(suite, job, { deliveryProof: await sign(suite, job) });
      expect((await suite.market.slotOf(job.id, 0n)).successes).to.equal(1n);
    });

    it("is not believed without, or with the acknowledgment of another execution", async () => {
      const suite = await fixture();
      const job = await assign(suite, suite.stranger.address);
      await reachExecution(suite, job, 0n);
      for (const deliveryProof of ["0x", await sign(suite, job, 1n)]) {
        await expect(report(suite, job, { deliveryProof }))
          .to.be.revertedWithCustomError(suite.market, "JobDeliveryRefused")
          .withArgs(job.id, 0n, 0n);
      }
    });

    it("is the processor's word, where the job names no key", async () => {
      const suite = await fixture();
      const job = await assign(suite, ZeroAddress);
      await reportInTime(suite, job);
      expect((await suite.market.slotOf(job.id, 0n)).successes).to.equal(1n);
    });
  });

  describe("another chain", () => {
    const assign = async () => {
      const suite = await fixture();
      const target = suite.stranger.address;
      const destination = { kind: DestinationKind.OtherChain, chainId: otherChain, target, gasLimit: 100_000n, gasFee };
      const job = await assignJob(suite, { destination });
      const { chainId, address } = await contextOf(suite);
      const receiptFor = (execution: bigint, isSuccess = true) => ({
        homeChainId: chainId,
        market: address,
        job: job.id,
        slot: 0n,
        execution,
        processor: suite.processors[0]!.signer.address,
        outputHash: reportOf().outputHash,
        isSuccess,
      });
      const tree = StandardMerkleTree.of([receiptFor(0n), receiptFor(1n, false), receiptFor(2n)].map(receiptValues), [
        ...RECEIPT_TYPES,
      ]);
      const proofOf = (index: number) => coder.encode(["bytes32", "bytes32[]"], [tree.root, tree.getProof(index)]);
      return { suite, job, tree, receiptFor, proofOf };
    };

    it("has leaves as the standard tree makes them", async () => {
      const { tree, receiptFor } = await assign();
      expect(receiptLeaf(receiptFor(0n))).to.equal(tree.leafHash(receiptValues(receiptFor(0n))));
    });

    it("pays a success with its receipt, longer than without", async () => {
      const { suite, job, tree, proofOf } = await assign();
      await suite.ground.getFunction("postRoot")(otherChain, tree.root);
      const [from, until] = await suite.market.windowOf(job.id, job.terms, 0n, 0n);
      const { reportTolerance, receiptWindow } = jobDefaults.settings;
      expect(until - from).to.equal(jobDefaults.duration + reportTolerance + receiptWindow);
      await reach(suite, until / 1_000n - 1n);
      await report(suite, job, { deliveryProof: proofOf(0) });
      expect((await suite.market.slotOf(job.id, 0n)).successes).to.equal(1n);
    });

    it("does not pay without: no committee's root, another execution's receipt, or one of a refusal", async () => {
      const { suite, job, tree, proofOf } = await assign();
      await reachExecution(suite, job, 0n);
      const refused = async (execution: bigint, deliveryProof: string) =>
        expect(report(suite, job, { execution, deliveryProof }))
          .to.be.revertedWithCustomError(suite.market, "JobDeliveryRefused")
          .withArgs(job.id, 0n, execution);
      await refused(0n, proofOf(0));
      await suite.ground.getFunction("postRoot")(otherChain, tree.root);
      await refused(0n, proofOf(2));
      await suite.ground.getFunction("postRoot")(otherChain + 1n, ZeroHash);
      await refused(0n, coder.encode(["bytes32", "bytes32[]"], [ZeroHash, []]));
      await reachExecution(suite, job, 1n);
      await refused(1n, proofOf(1));
    });

    it("counts as missed where no receipt came in time", async () => {
      const { suite, job } = await assign();
      const [, until] = await suite.market.windowOf(job.id, job.terms, 0n, 0n);
      await reach(suite, until / 1_000n);
      await suite.market.countMissed(job.id, job.terms, 0n);
      expect((await suite.market.slotOf(job.id, 0n)).next).to.equal(1n);
    });
  });

  describe("secure hardware", () => {
    const assign = async () => {
      const suite = await fixture();
      const { operator } = suite.processors[0]!;
      const until = BigInt(await networkHelpers.time.latest()) + 100_000n;
      await suite.ground.getFunction("certify")(operator, until);
      const job = await assignJob(suite, { runtime: JobRuntime.SecureHardware });
      await reachExecution(suite, job, 0n);
      const sign = async (execution: bigint) => {
        const digest = await suite.market.outputDigestOf(job.id, 0n, execution, reportOf().outputHash);
        const bound = keccak256(coder.encode(["uint32", "bytes32"], [operator, digest]));
        return coder.encode(["bytes32"], [bound]);
      };
      return { suite, job, operator, sign };
    };

    it("vouches for the output of this job, slot and execution", async () => {
      const { suite, job, sign } = await assign();
      await report(suite, job, { runtimeProof: await sign(0n) });
      expect((await suite.market.slotOf(job.id, 0n)).successes).to.equal(1n);
    });

    it("is not believed with another execution's signature, or once it is revoked", async () => {
      const { suite, job, operator, sign } = await assign();
      const refused = async (runtimeProof: string) =>
        expect(report(suite, job, { runtimeProof }))
          .to.be.revertedWithCustomError(suite.market, "JobRuntimeRefused")
          .withArgs(job.id, 0n, 0n);
      await refused(await sign(1n));
      await suite.ground.getFunction("certify")(operator, 0n);
      await refused(await sign(0n));
    });

    it("has no say in a failure", async () => {
      const { suite, job } = await assign();
      await report(suite, job, { isSuccess: false });
      expect((await suite.market.slotOf(job.id, 0n)).failures).to.equal(1n);
    });
  });

  describe("a proof", () => {
    const assign = async (isVetted: boolean) => {
      const suite = await fixture();
      const verifier = await ethers.deployContract("VerifierMock");
      const address = await verifier.getAddress();
      if (isVetted) {
        await expect(suite.market.setVetted(verifier, true))
          .to.emit(suite.market, "JobVerifierVetted")
          .withArgs(address, true);
      }
      const verifierTerms = ethers.id("program");
      const runtime = JobRuntime.ZeroKnowledge;
      const job = await assignJob(suite, { runtime, verifier: address, verifierTerms });
      const { chainId, address: market } = await contextOf(suite);
      const processor = suite.processors[0]!.signer.address;
      const contextHash = keccak256(
        coder.encode(
          ["uint256", "address", "bytes32", "uint256", "uint256", "address"],
          [chainId, market, job.id, 0n, 0n, processor],
        ),
      );
      const result = coder.encode(["bytes32"], [reportOf().outputHash]);
      const proof = concat([verifierTerms, contextHash, keccak256(result)]);
      return { suite, job, proof };
    };

    it("is bound to the execution and its processor", async () => {
      const { suite, job, proof } = await assign(true);
      await reachExecution(suite, job, 0n);
      await expect(report(suite, job, { runtimeProof: concat([proof, toBeHex(1)]) }))
        .to.be.revertedWithCustomError(suite.market, "JobRuntimeRefused")
        .withArgs(job.id, 0n, 0n);
      await report(suite, job, { runtimeProof: proof });
      expect((await suite.market.slotOf(job.id, 0n)).successes).to.equal(1n);
    });

    it("that governance did not vet the judge of blames nobody", async () => {
      for (const isVetted of [true, false]) {
        const { suite, job } = await assign(isVetted);
        const { operator } = suite.processors[0]!;
        const [, until] = await suite.market.windowOf(job.id, job.terms, 0n, 0n);
        await reach(suite, until / 1_000n);
        await suite.market.countMissed(job.id, job.terms, 0n);
        const isWhole = (await suite.registry.stakeOf(operator)).active === jobDefaults.stake;
        expect(isWhole).to.equal(!isVetted);
      }
    });
  });

  describe("a majority", () => {
    const assign = async (slots = 3n) => {
      const suite = await fixture();
      const job = await assignJob(suite, { slots, isMajority: true });
      await reachExecution(suite, job, 0n);
      const vote = async (slot: bigint, text: string) => report(suite, job, { slot, outputHash: ethers.id(text) });
      const countsOf = async (slot: bigint) => {
        const { successes, undecided } = await suite.market.slotOf(job.id, slot);
        return [successes, undecided];
      };
      return { suite, job, vote, countsOf };
    };

    it("earns, and whoever came before it is decided with it", async () => {
      const { suite, job, vote, countsOf } = await assign();
      const scores = await Promise.all(suite.processors.map(({ operator }) => suite.reputation.scoreOf(operator)));
      await vote(0n, "right");
      await vote(1n, "wrong");
      expect(await countsOf(0n)).to.deep.equal([0n, 1n]);
      await expect(vote(2n, "right"))
        .to.emit(suite.market, "MajorityFound")
        .withArgs(job.id, 0n, ethers.id("right"), 5n);

      expect(await countsOf(0n)).to.deep.equal([1n, 0n]);
      expect(await countsOf(1n)).to.deep.equal([0n, 1n]);
      expect(await countsOf(2n)).to.deep.equal([1n, 0n]);
      const after = await Promise.all(suite.processors.map(({ operator }) => suite.reputation.scoreOf(operator)));
      expect(after[0]! > scores[0]! && after[2]! > scores[2]! && after[1]! < scores[1]!).to.equal(true);
    });

    it("takes in who comes later with the same output, and leaves out the others", async () => {
      const { suite, job, vote, countsOf } = await assign(4n);
      for (const slot of [0n, 1n, 2n]) await vote(slot, "right");
      await vote(3n, "right");
      expect(await countsOf(3n)).to.deep.equal([1n, 0n]);
      await reachExecution(suite, job, 1n);
      for (const slot of [0n, 1n, 2n]) await report(suite, job, { slot, execution: 1n, outputHash: ethers.id("b") });
      await report(suite, job, { slot: 3n, execution: 1n, outputHash: ethers.id("c") });
      expect(await countsOf(3n)).to.deep.equal([1n, 1n]);
      const tally = await suite.market.tallyOf(job.id, 1n);
      expect([tally.reported, tally.alike, tally.isDecided]).to.deep.equal([15n, 7n, true]);
    });

    it("of half is none, which pays nobody and blames nobody", async () => {
      const { suite, job, vote } = await assign(4n);
      const scores = await Promise.all(suite.processors.map(({ operator }) => suite.reputation.scoreOf(operator)));
      await vote(0n, "a");
      await vote(1n, "a");
      await vote(2n, "b");
      await vote(3n, "b");
      const after = await Promise.all(suite.processors.map(({ operator }) => suite.reputation.scoreOf(operator)));
      expect(after).to.deep.equal(scores);
      await expect(suite.market.collectPay(job.id, job.terms, 0n))
        .to.be.revertedWithCustomError(suite.market, "JobNothingToCollect")
        .withArgs(job.id, 0n);
    });

    it("pays the fee of each, as any success does", async () => {
      const { suite, job, vote } = await assign();
      for (const slot of [0n, 1n, 2n]) await vote(slot, "right");
      await suite.market.collectPay(job.id, job.terms, 1n);
      expect(await suite.escrow.creditOf(suite.processors[1]!.signer, ZeroAddress)).to.equal(jobFee);
    });
  });
});
